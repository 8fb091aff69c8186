// One's own name, to be changed in one's bar until the first move.

import { button, element, find } from "./element.js";
import { cleanName } from "./settings.js";

/** @import { View } from "./panels.js" */
/** @import { Tools } from "./parts.js" */

const NAME_LENGTH = 24;

class Rename {
  #tools;
  #bar = find("us");
  #change = button("Rename", () => this.#open(), "change");
  #field = element("input", { maxLength: NAME_LENGTH, autocomplete: "nickname", spellcheck: false });
  #form = element("form", { className: "rename", hidden: true });
  /** @type {string | null} */
  #name = null;

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
    this.#field.setAttribute("aria-label", "Your name");
    const save = element("button", { textContent: "Save", className: "primary" });
    this.#form.append(this.#field, save);
    this.#form.onsubmit = (event) => this.#save(event);
    this.#form.onkeydown = ({ key }) => {
      if (key === "Escape") this.#close();
    };
    this.#form.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !this.#form.contains(relatedTarget)) this.#shut();
    });
    const text = /** @type {HTMLElement} */ (find("us-name").parentElement);
    text.append(this.#change);
    text.after(this.#form);
  }

  /** @param {View} view */
  render({ state, phase }) {
    const isEarly = state.moves.length === state.startPly && state.pending === null && state.outcome === null;
    this.#name = state.role === "spectator" ? null : state.names[state.role];
    this.#change.textContent = this.#name === null ? "Add name" : "Rename";
    this.#change.hidden = !isEarly || phase !== "open";
    // There is room for one of them, and that we are online goes without saying.
    find("us-presence").classList.toggle("hidden-text", !this.#change.hidden);
    if (!isEarly) this.#shut();
  }

  #open() {
    this.#field.value = this.#name ?? this.#tools.settings.name;
    this.#form.hidden = false;
    this.#bar.classList.add("renaming");
    this.#field.select();
  }

  #shut() {
    this.#form.hidden = true;
    this.#bar.classList.remove("renaming");
  }

  #close() {
    this.#shut();
    this.#change.focus();
  }

  /** @param {SubmitEvent} event */
  #save(event) {
    event.preventDefault();
    const name = cleanName(this.#field.value);
    if (name !== (this.#name ?? "")) {
      this.#tools.change({ name });
      this.#tools.ask({ type: "rename", name: name || null }, "rename");
    }
    this.#close();
  }
}

/** Let players change their names. @param {Tools} tools */
export const create = (tools) => new Rename(tools);
