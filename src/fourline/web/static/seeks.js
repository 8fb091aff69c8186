// The list of those who look for an opponent: keyed rows, each with a button to play them.

import { labelOf } from "./control.js";
import { button, element } from "./element.js";

/** @import { SeekListed } from "../protocol" */

/** A list of open seeks. */
export class SeekList {
  #list;
  #choose;
  /** @type {Map<string, { row: HTMLElement, play: HTMLButtonElement }>} */
  #rows = new Map();

  /** @param {HTMLElement} list @param {(seek: string) => void} choose */
  constructor(list, choose) {
    this.#list = list;
    this.#choose = choose;
  }

  /**
   * @param {readonly SeekListed[]} seeks the latest first; so are the rows
   * @param {string | null} mine our own, which can't be chosen
   * @param {boolean} isReady whether any can
   */
  render(seeks, mine, isReady) {
    const open = new Set(seeks.map(({ seek }) => seek));
    for (const [seek, { row }] of this.#rows) {
      if (open.has(seek)) continue;
      row.remove();
      this.#rows.delete(seek);
    }
    for (const seek of [...seeks].reverse()) {
      const { row, play } = this.#rows.get(seek.seek) ?? this.#make(seek);
      row.classList.toggle("mine", seek.seek === mine);
      play.hidden = seek.seek === mine;
      play.disabled = !isReady;
    }
  }

  /** @param {SeekListed} listed */
  #make({ seek, name, clock, color }) {
    const who = name ?? "Somebody";
    const play = button("Play", () => this.#choose(seek));
    play.setAttribute("aria-label", `Play ${who}, ${labelOf(clock)}`);
    const terms = `${labelOf(clock)}${color === "random" ? "" : `, plays ${color}`}`;
    const row = element(
      "li",
      {},
      element("span", { className: `seek-color ${color}` }),
      element("p", {}, element("span", { className: "name", textContent: who }), " ", element("span", { className: "small muted", textContent: terms })),
      play,
    );
    this.#list.prepend(row);
    const made = { row, play };
    this.#rows.set(seek, made);
    return made;
  }
}
