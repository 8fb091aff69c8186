// The board: a plain state in, pictures out; one thing comes back, the column that somebody chose.
//
// It knows no rules: it is told which columns are open. Its nodes are made once. A fall is the difference between two
// states, never a command; rings wait until the disc has landed.

import { fall, fallingCells, HAND_Y, rove, xOf, yOf } from "./fall.js";
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

/**
 * Bring the board in `root` to life.
 * @param {HTMLElement} root
 * @param {{ choose: (column: number) => void, isStill: () => boolean }} options `isStill`: no animations
 */
export function createBoard(root, { choose, isStill }) {
  const buttons = [...root.querySelectorAll("button")];
  const texts = [...root.querySelectorAll("td")];
  const layer = /** @type {Element} */ (root.querySelector(".discs"));
  const [hand, ghost] = ["hand", "ghost"].map((name) => /** @type {SVGUseElement} */ (root.querySelector(`.${name}`)));
  const discs = cells("use", layer);
  const rings = cells("circle", /** @type {Element} */ (root.querySelector(".rings")));
  /** @type {(Color | null)[]} */
  const drawn = Array(discs.length).fill(null);
  /** @type {Map<number, Animation>} */
  const falling = new Map();
  /** @type {BoardState | null} */
  let shown = null;
  /** @type {Position} */
  let position = positionAfter([]);
  /** @type {number | null} */
  let pointed = null;
  let home = 3;

  /**
   * @param {number} index
   * @param {Color | null} color
   */
  function drawDisc(index, color) {
    if (drawn[index] === color) return;
    drawn[index] = color;
    falling.get(index)?.cancel();
    falling.delete(index);
    paint(discs[index], color);
    const [column, row] = [Math.floor(index / ROWS), index % ROWS];
    const text = texts[(ROWS - 1 - row) * COLUMNS + column];
    if (text) text.textContent = color ?? "empty";
  }

  /** @param {Cell} cell */
  function drop([column, row]) {
    const index = indexOf([column, row]);
    const { frames, duration } = fall(yOf(row) - HAND_Y);
    const animation = discs[index]?.animate(frames, duration);
    if (!animation) return;
    falling.set(index, animation);
    animation.onfinish = () => {
      falling.delete(index);
      drawRings();
    };
  }

  function drawRings() {
    const hasLanded = falling.size === 0;
    const winning = new Set(hasLanded ? shown?.rings.map(indexOf) : []);
    const last = position.last ? indexOf(position.last) : -1;
    layer.classList.toggle("won", winning.size > 0);
    rings.forEach((ring, index) => {
      const isLast = winning.size === 0 && index === last && !falling.has(last);
      ring.setAttribute("class", winning.has(index) ? "ring wins" : isLast ? "ring" : "");
      discs[index]?.classList.toggle("wins", winning.has(index));
      discs[index]?.classList.toggle("pending", index === last && shown?.isPending === true);
    });
  }

  function drawHand() {
    if (!shown || !hand || !ghost) return;
    const isOurs = shown.open.includes(true);
    const target = pointed !== null && shown.open[pointed] ? pointed : null;
    home = target ?? home;
    paint(hand, shown.hand);
    hand.classList.toggle("theirs", !isOurs);
    hand.classList.toggle("idle", target === null);
    hand.style.transform = `translate(${xOf(isOurs ? home : 3)}px, ${HAND_Y}px)`;
    paint(ghost, target === null ? null : shown.hand);
    if (target === null) return;
    ghost.setAttribute("x", `${xOf(target)}`);
    ghost.setAttribute("y", `${yOf(position.heights[target] ?? 0)}`);
  }

  /** @param {number | null} column */
  const point = (column) => {
    pointed = column;
    drawHand();
  };

  /** @param {number} column */
  function tabTo(column) {
    buttons.forEach((button, index) => (button.tabIndex = index === column ? 0 : -1));
  }

  buttons.forEach((button, column) => {
    button.onclick = () => shown?.open[column] && choose(column);
    button.onpointerenter = () => point(column);
    button.onpointerleave = () => point(null);
    button.onfocus = () => {
      tabTo(column);
      if (button.matches(":focus-visible")) point(column);
    };
    button.onblur = () => point(null);
  });

  root.onkeydown = (event) => {
    const at = buttons.findIndex((button) => button.tabIndex === 0);
    const to = event.ctrlKey || event.altKey || event.metaKey ? null : rove(event.key, at);
    if (to === null) return;
    event.preventDefault();
    buttons[to]?.focus();
  };

  return {
    /**
     * Show a state; animate what is new in it.
     * @param {BoardState} next
     */
    render(next) {
      const fresh = isStill() ? [] : fallingCells(shown?.moves ?? null, next.moves);
      shown = next;
      position = positionAfter(next.moves);
      position.discs.forEach((color, index) => drawDisc(index, color));
      fresh.forEach(drop);
      drawRings();
      drawHand();
      buttons.forEach((button, column) => {
        button.setAttribute("aria-label", next.labels[column] ?? "");
        button.setAttribute("aria-disabled", `${!next.open[column]}`);
      });
    },
  };
}

/**
 * @param {Element | undefined} use
 * @param {Color | null} color
 */
function paint(use, color) {
  if (color) use?.setAttribute("href", `#disc-${color}`);
  else use?.removeAttribute("href");
}

/**
 * Return one node per cell, in the order of `indexOf`.
 * @param {"use" | "circle"} name
 * @param {Element} parent
 */
function cells(name, parent) {
  const [x, y] = name === "use" ? ["x", "y"] : ["cx", "cy"];
  return Array.from({ length: COLUMNS * ROWS }, (_, index) => {
    const node = document.createElementNS(SVG, name);
    node.setAttribute(x ?? "", `${xOf(Math.floor(index / ROWS))}`);
    node.setAttribute(y ?? "", `${yOf(index % ROWS)}`);
    return parent.appendChild(node);
  });
}
