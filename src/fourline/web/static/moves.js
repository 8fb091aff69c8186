// The list of moves, and stepping through them.

import { colorAt, formatMoves } from "./position.js";

/**
 * Return the ply to show after a step, or null for live: whoever steps onto the last move is back.
 * @param {number | null} ply what is shown
 * @param {number} to
 * @param {number} length moves in all
 */
export const stepTo = (ply, to, length) => {
  if (length === 0 || (ply === null && to >= length)) return null;
  return to >= length ? null : Math.max(to, 0);
};

/**
 * Return the ply that a step button or key leads to.
 * @param {string} step
 * @param {number} at the ply shown
 * @param {number} length
 */
export function target(step, at, length) {
  switch (step) {
    case "first":
      return 0;
    case "previous":
      return at - 1;
    case "next":
      return at + 1;
    default:
      return length;
  }
}

/** The card of moves in `root`, brought to life. */
export class Moves {
  #list;
  #empty;
  #copy;
  #steps;
  #show;
  /** @type {HTMLButtonElement[]} */
  #entries = [];
  /** @type {readonly number[]} */
  #moves = [];
  #at = 0;

  /**
   * @param {HTMLElement} root
   * @param {{ show: (ply: number) => void, copy: (notation: string, button: HTMLButtonElement) => void }} options
   */
  constructor(root, { show, copy }) {
    this.#show = show;
    this.#list = /** @type {HTMLElement} */ (root.querySelector("ol"));
    this.#empty = /** @type {HTMLElement} */ (root.querySelector(".empty"));
    this.#copy = /** @type {HTMLButtonElement} */ (root.querySelector("button[name=copy]"));
    this.#steps = /** @type {NodeListOf<HTMLButtonElement>} */ (root.querySelectorAll("button[data-step]"));
    this.#copy.onclick = () => copy(formatMoves(this.#moves), this.#copy);
    for (const button of this.#steps) {
      button.onclick = () => show(target(button.dataset["step"] ?? "", this.#at, this.#moves.length));
    }
    // The card shrinks when the one below it has more to say.
    new ResizeObserver(() => this.#follow()).observe(this.#list);
  }

  /**
   * Show all moves of the game and which of them the board shows.
   * @param {readonly number[]} moves
   * @param {number} at the ply on the board
   */
  render(moves, at) {
    if (`${moves}` === `${this.#moves}` && at === this.#at) return;
    [this.#moves, this.#at] = [moves, at];
    this.#fit(moves.length);
    moves.forEach((column, ply) => {
      const entry = this.#entries[ply];
      if (entry?.lastElementChild) entry.lastElementChild.textContent = `${column + 1}`;
      entry?.setAttribute("aria-label", `Move ${ply + 1}, ${colorAt(ply)}: column ${column + 1}`);
      entry?.setAttribute("aria-current", `${ply + 1 === at}`);
    });
    this.#empty.hidden = moves.length > 0;
    this.#copy.disabled = moves.length === 0;
    for (const button of this.#steps) {
      const isBack = button.dataset["step"] === "first" || button.dataset["step"] === "previous";
      button.disabled = at === (isBack ? 0 : moves.length);
    }
    this.#follow();
  }

  /** @param {number} length */
  #fit(length) {
    while (this.#entries.length < length) this.#entries.push(this.#makeEntry(this.#entries.length));
    while (this.#entries.length > length) this.#entries.pop()?.remove();
    while (this.#list.children.length > Math.ceil(length / 2)) this.#list.lastElementChild?.remove();
  }

  /** @param {number} ply */
  #makeEntry(ply) {
    const button = document.createElement("button");
    const mark = document.createElement("span");
    mark.className = `mark ${colorAt(ply)}`;
    button.type = "button";
    button.onclick = () => this.#show(ply + 1);
    button.append(mark, document.createElement("span"));
    if (ply % 2 === 0) this.#list.append(document.createElement("li"));
    this.#list.lastElementChild?.append(button);
    return button;
  }

  /** Keep the current move in sight without scrolling the page. */
  #follow() {
    const [list, current] = [this.#list, this.#entries[this.#at - 1]];
    if (!current) return list.scrollTo(0, 0);
    list.scrollTo(
      current.offsetLeft - list.clientWidth / 2 + current.offsetWidth / 2,
      current.offsetTop - list.clientHeight / 2 + current.offsetHeight / 2,
    );
  }
}
