// The board: a plain state in, pictures out; one thing comes back, the column that somebody chose.
//
// It knows no rules: it is told which columns are open. Its nodes are made once. A fall is the difference between two
// states, never a command; rings wait until the disc has landed.

import { fall, fallingCells, HAND_Y, leave, leavingCells, rove, xOf, yOf } from "./fall.js";
import { COLUMNS, indexOf, positionAfter, ROWS } from "./position.js";

/** @import { Cell, Color, Position } from "./position.js" */
/**
 * @typedef {object} BoardState
 * @property {readonly number[]} moves
 * @property {boolean} isPending whether the last move still lacks its answer
 * @property {readonly Cell[]} rings what won
 * @property {readonly boolean[]} open per column
 * @property {Color | null} hand whose disc hangs above the board
 * @property {readonly string[]} labels per column
 */

const SVG = "http://www.w3.org/2000/svg";

/** @type {BoardState} */
const NOTHING = { moves: [], isPending: false, rings: [], open: [], hand: null, labels: [] };

/** The board in `root`, brought to life. */
export class Board {
  #buttons;
  #cellTexts;
  #layer;
  #hand;
  #ghost;
  #discs;
  #rings;
  #isStill;
  #state = NOTHING;
  #isEmpty = true; // nothing was shown yet
  /** @type {Position} */
  #position = positionAfter([]);
  /** @type {(Color | null)[]} */
  #drawn = Array(COLUMNS * ROWS).fill(null);
  /** @type {Map<number, Animation>} */
  #falling = new Map();
  /** @type {number | null} */
  #pointed = null;
  #home = 3;

  /**
   * @param {HTMLElement} root
   * @param {{ choose: (column: number) => void, isStill: () => boolean }} options `isStill`: no animations
   */
  constructor(root, { choose, isStill }) {
    this.#isStill = isStill;
    this.#buttons = [...root.querySelectorAll("button")];
    this.#cellTexts = [...root.querySelectorAll("td")];
    this.#layer = /** @type {Element} */ (root.querySelector(".discs"));
    this.#hand = /** @type {SVGUseElement} */ (root.querySelector(".hand"));
    this.#ghost = /** @type {SVGUseElement} */ (root.querySelector(".ghost"));
    this.#discs = makeCells("use", this.#layer);
    this.#rings = makeCells("circle", /** @type {Element} */ (root.querySelector(".rings")));
    this.#buttons.forEach((button, column) => {
      button.onclick = () => this.#state.open[column] && choose(column);
      button.onpointerenter = () => this.#point(column);
      button.onpointerleave = () => this.#point(null);
      button.onfocus = () => this.#focused(column);
      button.onblur = () => this.#point(null);
    });
    root.onkeydown = (event) => this.#pressed(event);
  }

  /** Show a state; animate what is new in it. @param {BoardState} next */
  render(next) {
    const isStill = this.#isStill() || this.#isEmpty;
    const fresh = isStill ? [] : fallingCells(this.#state.moves, next.moves);
    if (!isStill) this.#release(next.moves);
    this.#isEmpty = false;
    this.#state = next;
    this.#position = positionAfter(next.moves);
    this.#position.discs.forEach((color, index) => this.#drawDisc(index, color));
    for (const cell of fresh) this.#drop(cell);
    this.#drawRings();
    this.#drawHand();
    this.#buttons.forEach((button, column) => {
      button.setAttribute("aria-label", next.labels[column] ?? "");
      button.setAttribute("aria-disabled", `${!next.open[column]}`);
    });
  }

  /** @param {number} index @param {Color | null} color */
  #drawDisc(index, color) {
    if (this.#drawn[index] === color) return;
    this.#drawn[index] = color;
    this.#falling.get(index)?.cancel();
    this.#falling.delete(index);
    paint(this.#discs[index], color);
    const [column, row] = [Math.floor(index / ROWS), index % ROWS];
    const text = this.#cellTexts[(ROWS - 1 - row) * COLUMNS + column];
    if (text) text.textContent = color ?? "empty";
  }

  /** @param {Cell} cell */
  #drop(cell) {
    const index = indexOf(cell);
    const { frames, duration } = fall(yOf(cell[1]) - HAND_Y);
    const animation = this.#discs[index]?.animate(frames, duration);
    if (!animation) return;
    this.#falling.set(index, animation);
    animation.onfinish = () => {
      this.#falling.delete(index);
      this.#drawRings();
    };
  }

  /**
   * Let copies of those discs go that won't be there: their cells are free at once.
   * @param {readonly number[]} moves
   */
  #release(moves) {
    const { cells, way } = leavingCells(this.#state.moves, moves);
    for (const cell of cells) {
      const copy = /** @type {Element | undefined} */ (this.#discs[indexOf(cell)]?.cloneNode());
      if (!copy) continue;
      copy.removeAttribute("class");
      this.#layer.append(copy);
      const { frames, timing } = leave(way, cell[1]);
      copy.animate(frames, { ...timing, fill: "forwards" }).onfinish = () => copy.remove();
    }
  }

  #drawRings() {
    const { rings, isPending } = this.#state;
    const winning = new Set(this.#falling.size > 0 ? [] : rings.map(indexOf));
    const last = this.#position.last ? indexOf(this.#position.last) : -1;
    const ringed = winning.size > 0 || this.#falling.has(last) ? -1 : last;
    this.#layer.classList.toggle("won", winning.size > 0);
    this.#rings.forEach((ring, index) => {
      ring.setAttribute("class", winning.has(index) ? "ring wins" : index === ringed ? "ring" : "");
      this.#discs[index]?.classList.toggle("wins", winning.has(index));
      this.#discs[index]?.classList.toggle("pending", isPending && index === last);
    });
  }

  #drawHand() {
    const { open, hand } = this.#state;
    const isOurs = open.includes(true);
    const target = this.#pointed !== null && open[this.#pointed] ? this.#pointed : null;
    this.#home = target ?? this.#home;
    paint(this.#hand, hand);
    this.#hand.classList.toggle("theirs", !isOurs);
    this.#hand.classList.toggle("idle", target === null);
    this.#hand.style.transform = `translate(${xOf(isOurs ? this.#home : 3)}px, ${HAND_Y}px)`;
    paint(this.#ghost, target === null ? null : hand);
    if (target === null) return;
    this.#ghost.setAttribute("x", `${xOf(target)}`);
    this.#ghost.setAttribute("y", `${yOf(this.#position.heights[target] ?? 0)}`);
  }

  /** @param {number | null} column */
  #point(column) {
    this.#pointed = column;
    this.#drawHand();
  }

  /** @param {number} column */
  #focused(column) {
    this.#buttons.forEach((button, index) => (button.tabIndex = index === column ? 0 : -1));
    if (this.#buttons[column]?.matches(":focus-visible")) this.#point(column);
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const at = this.#buttons.findIndex((button) => button.tabIndex === 0);
    const to = event.ctrlKey || event.altKey || event.metaKey ? null : rove(event.key, at);
    if (to === null) return;
    event.preventDefault();
    this.#buttons[to]?.focus();
  }
}

/** @param {Element | undefined} use @param {Color | null} color */
function paint(use, color) {
  if (color) use?.setAttribute("href", `#disc-${color}`);
  else use?.removeAttribute("href");
}

/**
 * Return one node per cell, in the order of `indexOf`.
 * @param {"use" | "circle"} name
 * @param {Element} parent
 */
function makeCells(name, parent) {
  const [x, y] = name === "use" ? /** @type {const} */ (["x", "y"]) : /** @type {const} */ (["cx", "cy"]);
  return Array.from({ length: COLUMNS * ROWS }, (_, index) => {
    const node = document.createElementNS(SVG, name);
    node.setAttribute(x, `${xOf(Math.floor(index / ROWS))}`);
    node.setAttribute(y, `${yOf(index % ROWS)}`);
    return parent.appendChild(node);
  });
}
