// Hints in a game against a bot: a button on our move, the best columns marked, and in words what they are worth.

import { button, element, find, write } from "./element.js";
import { COLUMNS } from "./position.js";
import { isOurMove } from "./state.js";

/** @import { View } from "./panels.js" */
/** @import { Tools } from "./parts.js" */
/** @import { State } from "./state.js" */

const DISCS = 22;

/** Return what a score is worth to the side to move after `ply` moves. @type {(ply: number, score: number) => string} */
export function worth(ply, score) {
  if (score === 0) return "it keeps the draw";
  const made = score > 0 ? Math.floor(ply / 2) : Math.ceil(ply / 2);
  const moves = DISCS - Math.abs(score) - made;
  const counted = moves === 1 ? "with the next move" : `in ${moves} moves`;
  return score > 0 ? `it wins ${moves === 1 ? "now" : counted}` : `it holds out longest; the bot can win ${counted}`;
}

/** Return a hint in words, or "" without one. @param {State["hint"]} hint */
export function hintText(hint) {
  if (!hint) return "";
  const [first, ...others] = hint.columns.map((column) => `${column + 1}`);
  const last = others.pop();
  const columns = last === undefined ? `Column ${first}` : `Columns ${[first, ...others].join(", ")} or ${last}`;
  return `${columns}: ${worth(hint.ply, hint.score)}.`;
}

/** Return how many hints were given, in words, or "" if none was. @param {State} state */
export function countText({ bot }) {
  if (!bot?.hints) return "";
  return bot.hints === 1 ? "1 hint in this game" : `${bot.hints} hints in this game`;
}

class Hints {
  #tools;
  #button = button("Hint", () => this.#tools.ask({ type: "hint" }, "hint"));
  #text = element("p", { className: "hint-text", hidden: true });
  #count = element("p", { className: "muted small", hidden: true });
  /** @type {NodeListOf<HTMLElement>} */
  #columns = find("board").querySelectorAll(".columns button");
  /** @type {State["hint"]} */
  #told = null;

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
    const row = element("div", { className: "actions" }, this.#button);
    find("detail").after(this.#text, row, this.#count);
  }

  /** @param {View} view */
  render({ state, phase, isReplaying }) {
    const isLive = phase === "open" && !isReplaying;
    const hint = isLive && isOurMove(state) ? state.hint : null;
    const hadFocus = document.activeElement === this.#button;
    this.#button.hidden = !isLive || !isOurMove(state) || hint !== null;
    this.#button.disabled = state.asked.length > 0;
    // The way on from a hint is the board.
    if (hadFocus && this.#button.hidden) find("board").focus({ preventScroll: true });
    for (let column = 0; column < COLUMNS; column += 1) {
      this.#columns[column]?.toggleAttribute("data-hint", hint?.columns.includes(column) ?? false);
    }
    this.#write(this.#text, hintText(hint));
    this.#write(this.#count, countText(state));
    if (hint && hint !== this.#told) this.#tools.tell(hintText(hint));
    this.#told = hint;
  }

  /** @param {HTMLElement} node @param {string} text */
  #write(node, text) {
    write(node, text);
    node.hidden = text === "";
  }
}

/** Offer hints. @param {Tools} tools */
export const create = (tools) => new Hints(tools);
