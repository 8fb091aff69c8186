// How a game went, as one bar for each position: up where red wins, down where yellow does, the higher the nearer.

import { button, element } from "./element.js";
import { barsOf } from "./verdict.js";

/** @import { Review } from "./verdict.js" */

const HALF_PX = 30;

/** The chart of a review. Eyes and pointers use it; for others the list of moves says the same. */
export class Bars {
  root = element("div", { className: "bars" });
  #bars;
  #first;

  /**
   * @param {Review} review
   * @param {(ply: number) => void} show
   */
  constructor(review, show) {
    const bars = barsOf(review);
    this.#first = review.start_ply;
    this.#bars = bars.map((bar, index) => {
      const node = element("span", { className: bar === null ? "unknown" : (bar.side ?? "level") });
      const fill = element("i");
      fill.style.height = `${bar?.side ? Math.max(6, Math.round(bar.size * HALF_PX)) : 3}px`;
      node.append(fill);
      if (review.turning_points.includes(this.#first + index)) node.classList.add("turn");
      return node;
    });
    this.root.append(...this.#bars);
    this.root.setAttribute("role", "img");
    this.root.setAttribute("aria-label", summary(review));
    this.root.onclick = (event) => {
      const index = this.#bars.findIndex((node) => node.contains(/** @type {Node} */ (event.target)));
      if (index >= 0) show(this.#first + index);
    };
  }

  /** Mark the position that is on the board. @param {number} ply */
  render(ply) {
    this.#bars.forEach((node, index) => node.classList.toggle("now", this.#first + index === ply));
  }
}

/**
 * Return the turning points, each a button that leads to it.
 * @param {Review} review
 * @param {(ply: number) => void} show
 */
export function makeTurns({ turning_points: points }, show) {
  const turns = points.map((ply) => {
    const turn = button(`${ply}`, () => show(ply), "turn-link");
    turn.setAttribute("aria-label", `Turning point: move ${ply}`);
    return turn;
  });
  return element("div", {}, element("dt", {}, "Turning points"), element("dd", {}, ...(points.length ? turns : ["none"])));
}

/** @param {Review} review */
function summary({ turning_points: points }) {
  if (points.length === 0) return "How the game went: nobody ever gave anything away.";
  const moves = points.length === 1 ? "move" : "moves";
  return `How the game went. It turned at ${moves} ${points.join(", ")}.`;
}
