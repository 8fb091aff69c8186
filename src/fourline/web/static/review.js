// What a finished game was worth: labels in the list of moves, bars, accuracy, scores under the columns. For the room
// after its game, and for the game's own page; loaded only there.

import { Bars, makeTurns } from "./bars.js";
import { bestLine } from "./bestline.js";
import { button, element, write } from "./element.js";
import { showGhosts } from "./ghosts.js";
import { label, unlabel } from "./labels.js";
import { parseMoves } from "./position.js";
import { readRecent } from "./recent.js";
import { loadReview, loadSheet } from "./reviews.js";
import { ScoreRow } from "./scores.js";
import { readSettings, saveSettings } from "./settings.js";
import { accuracyText, lessonsOf, verdictText } from "./verdict.js";

/** @import { Color } from "./position.js" */
/** @import { Trainer } from "./trainer.js" */
/** @import { Judged, Review } from "./verdict.js" */
/**
 * @typedef {object} Options
 * @property {string} id the game's
 * @property {HTMLElement} board
 * @property {(card: HTMLElement) => void} place where the card goes
 * @property {() => readonly HTMLElement[]} entries of the list of moves
 * @property {(ply: number) => void} show
 * @property {Record<Color, string>} names
 */

/** The review of one game, from the moment it is asked for. */
export class GameReview {
  #options;
  #card = element("section", { className: "card review" });
  #status = element("p", { className: "muted", textContent: "Looking for the best moves …" });
  /** @type {Review | null} */
  #review = null;
  /** @type {Bars | null} */
  #bars = null;
  /** @type {ScoreRow | null} */
  #row = null;
  /** @type {Trainer | null} */
  #trainer = null;
  #verdict = element("p", { className: "verdict" });
  #better = button("Better line", () => this.#toggleLine(), "better");
  #learn = button("Learn from mistakes", () => void this.#train());
  #head = element("div", { className: "review-head" });
  #body = element("div", { className: "review-body" });
  /** @type {{ ply: number, move: Judged | null } | null} where the line on the board begins, and instead of what */
  #line = null;
  #ply = 0;
  #isGone = false;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.#head.append(element("h2", { id: "review-title" }, "Review"));
    this.#card.setAttribute("aria-labelledby", "review-title");
    this.#card.append(this.#head, this.#status);
    this.#status.setAttribute("role", "status");
    this.#verdict.setAttribute("role", "status");
    void this.#load();
  }

  async #load() {
    await loadSheet();
    if (this.#isGone) return;
    this.#options.place(this.#card);
    const review = await loadReview(this.#options.id);
    if (this.#isGone) return;
    if (!review) return this.#refuse();
    this.#review = review;
    this.#status.remove();
    this.#draw(review);
    this.render(this.#ply);
  }

  #refuse() {
    write(this.#status, "The review can't be had right now. ");
    const again = button("Try again", () => {
      this.#status.textContent = "Looking for the best moves …";
      void this.#load();
    });
    this.#status.append(again);
  }

  /** @param {Review} review */
  #draw(review) {
    const { names, board } = this.#options;
    this.#bars = new Bars(review, this.#options.show);
    this.#row = new ScoreRow(board);
    const sides = /** @type {const} */ (["red", "yellow"]).map((color) => {
      const mark = element("span", { className: `mark ${color}` });
      const name = element("dt", {}, mark, element("span", { className: "name" }, names[color]));
      return element("div", {}, name, element("dd", {}, accuracyText(review.accuracy[color])));
    });
    const raw = element("input", { type: "checkbox", checked: readSettings().rawScores ?? false });
    raw.onchange = () => {
      saveSettings({ rawScores: raw.checked });
      this.render(this.#ply);
    };
    this.#head.append(element("label", { className: "check" }, raw, "as numbers"));
    this.#learn.hidden = this.#lessons.length === 0;
    const open = review.is_complete ? "" : "Some positions could not be solved in time. A later visit may know more.";
    const note = element("p", { className: "hint", hidden: review.is_complete }, open);
    const choices = element("div", { className: "actions" }, this.#better, this.#learn);
    const accuracy = element("dl", { className: "accuracy" }, ...sides, makeTurns(review, this.#options.show));
    this.#body.append(this.#bars.root, this.#verdict, choices, accuracy, note);
    this.#card.append(this.#body);
  }

  /** Whose mistakes: our own, if this browser has played the game. */
  get #lessons() {
    const own = readRecent().find(({ game_id }) => game_id === this.#options.id)?.color;
    return this.#review ? lessonsOf(this.#review, own === "red" || own === "yellow" ? own : null) : [];
  }

  /** Show what there is to say about a position. @param {number} ply */
  render(ply) {
    this.#ply = ply;
    const review = this.#review;
    if (!review) return;
    if (this.#trainer && ply !== this.#trainer.ply) this.#trainer.end();
    if (this.#line && ply !== this.#line.ply) this.#hideLine();
    this.#bars?.render(ply);
    // While somebody looks for the answer, it isn't told.
    const scores = this.#trainer ? null : (review.scores[ply - review.start_ply] ?? null);
    this.#row?.render(scores, ply, readSettings().rawScores ?? false);
    label(this.#options.entries(), review.judged);
    const move = this.#line?.move ?? review.judged[ply - review.start_ply - 1] ?? null;
    write(this.#verdict, move ? `Move ${move.ply}: ${verdictText(move)}` : "");
    this.#better.hidden = !move?.line && bestLine(review, ply).length === 0;
    write(this.#better, this.#line ? "Hide line" : move?.line ? "Better line" : "Best line");
  }

  #toggleLine() {
    const review = this.#review;
    if (!review) return;
    if (this.#line) {
      const { ply, move } = this.#line;
      this.#hideLine();
      return move ? this.#options.show(ply + 1) : this.render(ply);
    }
    const judged = review.judged[this.#ply - review.start_ply - 1] ?? null;
    // Of an error: what was better, from the position before it. Of anything else: what is best now.
    const move = judged?.line ? judged : null;
    const ply = move ? move.ply - 1 : this.#ply;
    this.#line = { ply, move };
    if (move) this.#options.show(ply);
    showGhosts(this.#options.board, parseMoves(review.moves.slice(0, ply)), bestLine(review, ply));
    this.render(ply);
  }

  #hideLine() {
    this.#line = null;
    showGhosts(this.#options.board, [], []);
  }

  async #train() {
    const review = this.#review;
    const module = await import("./trainer.js").catch(() => null);
    if (!module || !review || this.#trainer || this.#isGone) return;
    this.#hideLine();
    this.#body.hidden = true;
    this.#trainer = new module.Trainer({
      review,
      lessons: this.#lessons,
      board: this.#options.board,
      show: (ply) => {
        this.#ply = ply;
        this.#options.show(ply);
      },
      end: () => {
        this.#trainer = null;
        this.#body.hidden = false;
        this.#learn.focus({ preventScroll: true });
        this.render(this.#ply);
      },
    });
    this.#card.append(this.#trainer.root);
    this.render(this.#trainer.ply);
  }

  /** Take everything away: another game has begun. */
  remove() {
    this.#isGone = true;
    this.#trainer?.end();
    showGhosts(this.#options.board, [], []);
    this.#row?.remove();
    this.#card.remove();
    unlabel(this.#options.entries());
  }
}
