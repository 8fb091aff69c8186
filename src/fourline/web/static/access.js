// The host's switches: who may watch, and whether the lobby shows the game.

import { element, find } from "./element.js";
import { isWaiting } from "./state.js";

/** @import { Request } from "../protocol" */
/** @import { View } from "./panels.js" */
/** @import { Tools } from "./parts.js" */

class Access {
  #root = element("div", { className: "access" });
  #private;
  #listed;

  /** @param {Tools} tools */
  constructor(tools) {
    /** @param {"privacy" | "listing"} what @param {string} label @param {(isOn: boolean) => Request} request */
    const add = (what, label, request) => {
      const box = element("input", { type: "checkbox" });
      box.onchange = () => tools.ask(request(box.checked), what);
      this.#root.append(element("label", { className: "check" }, box, ` ${label}`));
      return box;
    };
    this.#private = add("privacy", "Private: no spectators", (isOn) => ({ type: "privacy", private: isOn }));
    this.#listed = add("listing", "Listed in the lobby", (isOn) => ({ type: "listing", listed: isOn }));
  }

  /** @param {View} view */
  render({ state }) {
    const place = find(isWaiting(state) ? "access-first" : "access");
    if (this.#root.parentElement !== place) place.append(this.#root);
    // While the server hasn't answered, a switch stays where it was put.
    const isAsked = (/** @type {string} */ what) => state.asked.some((command) => command.what === what);
    if (!isAsked("privacy")) this.#private.checked = state.isPrivate;
    if (!isAsked("listing")) this.#listed.checked = state.isListed && !state.isPrivate;
    this.#listed.disabled = state.isPrivate;
  }
}

/** Give the host the switches. @param {Tools} tools */
export const create = (tools) => new Access(tools);
