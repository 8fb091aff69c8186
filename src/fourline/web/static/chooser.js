// Seven buttons over a board that isn't played on any more, to try a move there.

import { element } from "./element.js";
import { rove } from "./fall.js";

/** The buttons over the board in `root`; one tab stop, arrows rove, digits choose at once. */
export class Chooser {
  #root;
  #choose;
  #group = element("div", { className: "columns chooser" });
  /** @type {HTMLButtonElement[]} */
  #buttons;
  #own;

  /**
   * @param {HTMLElement} root
   * @param {(column: number) => void} choose
   */
  constructor(root, choose) {
    this.#root = root;
    this.#choose = choose;
    this.#own = /** @type {HTMLElement | null} */ (root.querySelector(".columns"));
    this.#buttons = Array.from({ length: 7 }, (_, column) => {
      const button = element("button", { type: "button", tabIndex: column === 3 ? 0 : -1 });
      button.onclick = () => this.#choose(column);
      button.onfocus = () => this.#buttons.forEach((other) => (other.tabIndex = other === button ? 0 : -1));
      return button;
    });
    this.#group.setAttribute("role", "group");
    this.#group.append(...this.#buttons);
    this.#group.onkeydown = (event) => this.#pressed(event);
    document.addEventListener("keydown", this.#digit);
    if (this.#own) this.#own.hidden = true;
    root.append(this.#group);
  }

  /**
   * Say what the buttons are for, and which of them can be chosen.
   * @param {string} label
   * @param {readonly boolean[]} open per column
   */
  render(label, open) {
    this.#group.setAttribute("aria-label", label);
    this.#buttons.forEach((button, column) => {
      button.setAttribute("aria-label", `Column ${column + 1}`);
      button.setAttribute("aria-disabled", `${!open[column]}`);
    });
  }

  /** Go to the board. */
  focus() {
    this.#buttons.find((button) => button.tabIndex === 0)?.focus({ preventScroll: true });
  }

  /** Take the buttons away. */
  remove() {
    document.removeEventListener("keydown", this.#digit);
    this.#group.remove();
    if (this.#own) this.#own.hidden = false;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const at = this.#buttons.findIndex((button) => button.tabIndex === 0);
    const to = event.ctrlKey || event.altKey || event.metaKey ? null : rove(event.key, at);
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.#buttons[to]?.focus();
  }

  /** @param {KeyboardEvent} event */
  #digit = (event) => {
    const node = /** @type {Element} */ (event.target);
    if (node.closest("input:not([type=checkbox]), textarea, select") || !this.#root.isConnected) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !/^[1-7]$/.test(event.key)) return;
    this.#choose(Number(event.key) - 1);
  };
}
