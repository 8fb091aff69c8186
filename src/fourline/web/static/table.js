// Board, list of moves and keys: what a player has at hand.

import { who } from "./announce.js";
import { Board } from "./board.js";
import { Moves, stepTo, target } from "./moves.js";
import { find } from "./panels.js";
import { indexOf, positionAfter, ROWS } from "./position.js";
import { openColumns, shownMoves, turn } from "./state.js";

/** @import { View } from "./panels.js" */
/** @import { Tools } from "./parts.js" */
/** @import { State } from "./state.js" */

/** Return what the columns' buttons say of `moves`. @type {(state: State, moves: readonly number[]) => string[]} */
export function columnLabels(state, moves) {
  const { discs, heights } = positionAfter(moves);
  return heights.map((height, column) => {
    const top = discs[indexOf([column, height - 1])];
    if (height === 0 || !top) return `Column ${column + 1}, empty`;
    return `Column ${column + 1}, ${height} of ${ROWS}, top ${who(state, state.colors[top])}, ${top}`;
  });
}

class Table {
  #tools;
  #board;
  #moves;
  /** @type {View | null} */
  #view = null;

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
    this.#board = new Board(find("board"), {
      choose: tools.drop,
      isStill: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
    this.#moves = new Moves(find("moves"), {
      show: (to) => this.#step(to),
      copy: (notation, button) => void import("./share.js").then(({ copyBy }) => copyBy(button, notation)),
    });
    document.addEventListener("keydown", (event) => this.#pressed(event));
    find("back-to-live").onclick = () => {
      tools.show(null);
      // The button that had the focus is gone now.
      find("board").focus();
    };
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    const { state, ply, phase } = view;
    const all = shownMoves(state);
    const shown = ply === null ? all : all.slice(0, ply);
    const isLive = ply === null && phase !== "stopped";
    this.#board.render({
      moves: shown,
      isPending: ply === null && state.pending !== null,
      rings: ply === null ? (state.outcome?.lines ?? []).flat() : [],
      open: isLive ? openColumns(state) : Array(7).fill(false),
      hand: isLive ? turn(state) : null,
      labels: columnLabels(state, shown),
    });
    this.#moves.render(all, shown.length);
  }

  /** @param {number} to */
  #step(to) {
    if (this.#view) this.#tools.show(stepTo(this.#view.ply, to, shownMoves(this.#view.state).length));
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const node = /** @type {Element} */ (event.target);
    const isTyping = node.closest("input:not([type=checkbox]), textarea, select") !== null;
    if (!this.#view || isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
    const { settings, drop } = this.#tools;
    if (/^[1-7]$/.test(event.key) && settings.digits && !event.repeat) return drop(Number(event.key) - 1);
    const step = { ArrowLeft: "previous", ArrowRight: "next" }[event.key];
    if (!step || node.closest("#board")) return;
    const { length } = shownMoves(this.#view.state);
    this.#step(target(step, this.#view.ply ?? length, length));
  }
}

/** Lay the table. @param {Tools} tools */
export const create = (tools) => new Table(tools);
