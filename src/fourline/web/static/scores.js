// A row under the board: what each column is worth to the side to move. Shape and text say it, never a colour alone.

import { element } from "./element.js";
import { bestOf, classOf, movesToEnd, scoreWords } from "./verdict.js";

/** @import { Scores } from "./verdict.js" */

const WORDS = { win: "Win", draw: "Draw", loss: "Loss" };

/** The row under the board in `root`. */
export class ScoreRow {
  #row = element("ol", { className: "scores", hidden: true });
  #shown = "";

  /** @param {Element} root */
  constructor(root) {
    this.#row.setAttribute("aria-label", "What each column is worth");
    root.append(this.#row);
    root.classList.add("with-scores");
  }

  /**
   * Show the scores of a position, or none.
   * @param {Scores | null} scores
   * @param {number} ply
   * @param {boolean} isRaw numbers instead of words
   */
  render(scores, ply, isRaw) {
    const best = scores && bestOf(scores);
    this.#row.hidden = false;
    this.#row.classList.toggle("empty", best === null);
    const shown = `${scores} ${ply} ${isRaw}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    const all = scores && best !== null ? scores : Array(7).fill(null);
    const isSame = all.every((score) => score === null || score === best);
    this.#row.replaceChildren(...all.map((score, column) => makeCell({ score, column, ply, isRaw, best, isSame })));
  }

  /** Take the row away. */
  remove() {
    this.#row.parentElement?.classList.remove("with-scores");
    this.#row.remove();
  }
}

/**
 * @param {{ score: number | null, column: number, ply: number, isRaw: boolean, best: number | null, isSame: boolean }} facts
 */
function makeCell({ score, column, ply, isRaw, best, isSame }) {
  if (score === null) return element("li");
  const kind = classOf(score);
  const isBest = score === best && !isSame;
  const spoken = `Column ${column + 1}: ${scoreWords(ply, score)}${isRaw ? `, score ${score}` : ""}`;
  const seen = element("span", { className: "seen" }, element("span", { className: `shape ${kind}` }), WORDS[kind]);
  seen.setAttribute("aria-hidden", "true");
  const number = isRaw ? `${score > 0 ? "+" : ""}${score}` : kind === "draw" ? "" : `in ${movesToEnd(ply, score)}`;
  const distance = element("span", { className: "seen" }, number);
  distance.setAttribute("aria-hidden", "true");
  const hidden = element("span", { className: "hidden-text" }, `${spoken}${isBest ? ", best" : ""}. `);
  return element("li", { className: isBest ? "best" : "" }, hidden, seen, distance);
}
