// "Learn from your mistakes": back to each, another try, told at once.

import { Chooser } from "./chooser.js";
import { button, element } from "./element.js";
import { showGhosts } from "./ghosts.js";
import { colorAt, parseMoves } from "./position.js";
import { bestOf, columnsText, isRight, scoreWords } from "./verdict.js";

/** @import { Judged, Review } from "./verdict.js" */
/**
 * @typedef {object} Options
 * @property {Review} review
 * @property {readonly Judged[]} lessons
 * @property {HTMLElement} board
 * @property {(ply: number) => void} show
 * @property {() => void} end
 */

/** One round through somebody's mistakes; `root` goes where the review's card has room. */
export class Trainer {
  #options;
  #at = 0;
  #isSolved = false;
  #chooser;
  #text = element("p");
  #told = element("p", { className: "told" });
  #reveal = button("Show me", () => this.#tell(true));
  #next = button("Next", () => this.#go(this.#at + 1), "primary");
  #stop = button("Stop", () => this.end());
  root = element("div", { className: "trainer" });

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.#chooser = new Chooser(options.board, (column) => this.#tried(column));
    this.#told.setAttribute("role", "status");
    const choices = element("div", { className: "actions" }, this.#reveal, this.#next, this.#stop);
    this.root.append(this.#text, this.#told, choices);
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "Learn from mistakes");
    this.#go(0);
    this.#chooser.focus();
  }

  /** The ply that has to stay on the board while this goes on. */
  get ply() {
    return this.#lesson.ply - 1;
  }

  /** Leave. */
  end() {
    this.#chooser.remove();
    showGhosts(this.#options.board, [], []);
    this.root.remove();
    this.#options.end();
  }

  get #lesson() {
    return /** @type {Judged} */ (this.#options.lessons[this.#at]);
  }

  get #scores() {
    const { scores, start_ply } = this.#options.review;
    return scores[this.ply - start_ply] ?? [];
  }

  get #moves() {
    return parseMoves(this.#options.review.moves.slice(0, this.ply));
  }

  /** @param {number} at */
  #go(at) {
    const { lessons, board, show } = this.#options;
    if (at >= lessons.length) return this.end();
    this.#at = at;
    this.#isSolved = false;
    const { ply, column, label } = this.#lesson;
    const color = colorAt(ply - 1) === "red" ? "Red" : "Yellow";
    this.#text.textContent = `${at + 1} of ${lessons.length}: ${color} played column ${column}, a ${label}. `
      + "What is better? Choose a column.";
    this.#told.textContent = "";
    this.#reveal.hidden = false;
    this.#next.hidden = true;
    showGhosts(board, [], []);
    this.#chooser.render(this.#text.textContent, this.#scores.map((score) => score !== null));
    show(this.ply);
  }

  /** @param {number} column */
  #tried(column) {
    const score = this.#scores[column] ?? null;
    if (this.#isSolved || score === null) return;
    showGhosts(this.#options.board, this.#moves, [column], true);
    const words = `Column ${column + 1} ${scoreWords(this.ply, score)}.`;
    if (isRight(this.#scores, this.ply, column)) this.#tell(false, `Right! ${words}`);
    else this.#told.textContent = `No. ${words} Try another one.`;
  }

  /** @param {boolean} isShown @param {string} [words] */
  #tell(isShown, words = "") {
    const { best, line } = this.#lesson;
    this.#isSolved = true;
    const score = bestOf(this.#scores) ?? 0;
    const known = parseMoves(line ?? best.slice(0, 1));
    if (isShown) showGhosts(this.#options.board, this.#moves, known);
    const answer = `The best: ${columnsText(best)}, ${scoreWords(this.ply, score)}.`;
    this.#told.textContent = isShown ? answer : words;
    this.#reveal.hidden = true;
    this.#next.hidden = false;
    this.#next.textContent = this.#at + 1 < this.#options.lessons.length ? "Next" : "Done";
    this.#stop.hidden = this.#at + 1 >= this.#options.lessons.length;
    this.#next.focus({ preventScroll: true });
  }
}
