// What exact scores and judgements come to, in words and marks. Pure.

import { colorAt } from "./position.js";

/** @import { Color } from "./position.js" */
/** @typedef {"win" | "draw" | "loss"} Class */
/** @typedef {"forced" | "only" | "best" | "good" | "inaccuracy" | "mistake" | "blunder"} Label */
/** @typedef {readonly (number | null)[]} Scores one for each column, for the side to move */
/**
 * @typedef {object} Judged one move; scores are for the side that made it, columns are 1-7
 * @property {number} ply the number of the move
 * @property {Color} color
 * @property {number} column
 * @property {Label} label
 * @property {Class} before
 * @property {Class} after
 * @property {number} score
 * @property {number} best_score
 * @property {string} best digits
 * @property {boolean} is_critical
 * @property {string | null} line digits: better play, from before this move on
 */
/** @typedef {{ kept: number, critical: number }} Accuracy */
/**
 * @typedef {object} Review
 * @property {string} moves
 * @property {number} start_ply
 * @property {boolean} is_complete
 * @property {readonly (Scores | null)[]} scores
 * @property {readonly (Judged | null)[]} judged
 * @property {readonly number[]} turning_points
 * @property {Record<Color, Accuracy>} accuracy
 */

/** With fewer critical moves than that, a percentage would say more than it knows. */
const ENOUGH = 8;
const LAST_PLY = 42;

/** @type {Readonly<Record<Label, string>>} */
export const MARKS = { forced: "□", only: "!", best: "✓", good: "", inaccuracy: "?!", mistake: "?", blunder: "??" };

/** @type {Readonly<Record<Label, string>>} */
export const NAMES = {
  forced: "Forced",
  only: "Only move",
  best: "Best move",
  good: "Good move",
  inaccuracy: "Inaccuracy",
  mistake: "Mistake",
  blunder: "Blunder",
};

/** Return what a score comes to. @param {number} score @returns {Class} */
export const classOf = (score) => (score > 0 ? "win" : score < 0 ? "loss" : "draw");

/** Return the best of a position's scores, or null if no move is left. @param {Scores} scores */
export function bestOf(scores) {
  const known = scores.filter((score) => score !== null);
  return known.length ? Math.max(...known) : null;
}

/**
 * Return how many moves the winner still makes, the winning one included.
 * @param {number} ply of the position in which the score holds for the side to move
 * @param {number} score
 */
export function movesToEnd(ply, score) {
  const made = score > 0 ? Math.floor(ply / 2) : Math.ceil(ply / 2);
  return 22 - Math.abs(score) - made;
}

/** Return a score in words: "wins in 14". @type {(ply: number, score: number) => string} */
export function scoreWords(ply, score) {
  if (score === 0) return "draws";
  return `${score > 0 ? "wins" : "loses"} in ${movesToEnd(ply, score)}`;
}

/** @type {(ply: number, score: number) => string} */
function noun(ply, score) {
  if (score === 0) return "a draw";
  return `a ${score > 0 ? "win" : "loss"} in ${movesToEnd(ply, score)}`;
}

/** Return "column 3" or "columns 3 and 5" for digits. @param {string} digits */
export function columnsText(digits) {
  const last = digits.slice(-1);
  return digits.length < 2 ? `column ${last}` : `columns ${[...digits.slice(0, -1)].join(", ")} and ${last}`;
}

/** Return what there is to say about a move. @param {Judged} move */
export function verdictText({ ply, label, score, best_score, best, before, after }) {
  const at = ply - 1;
  const name = `${NAMES[label]}.`;
  const better = `Better: ${columnsText(best)}, ${scoreWords(at, best_score)}.`;
  // A line may be the same distance away for both; whose it is makes all the difference.
  if (before !== after) return `${name} ${upper(noun(at, best_score))} became ${noun(at, score)}. ${better}`;
  if (score === best_score) return `${name} It ${scoreWords(at, score)}.`;
  return `${name} It ${scoreWords(at, score)}. ${better}`;
}

/** Return the first letter in upper case. @param {string} text */
const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Return how well one side kept what it had. @param {Accuracy} accuracy */
export function accuracyText({ kept, critical }) {
  if (critical === 0) return "no critical moves";
  const percent = critical >= ENOUGH ? ` (${Math.round((100 * kept) / critical)} %)` : "";
  return `${kept} of ${critical} critical ${critical === 1 ? "move" : "moves"}${percent}`;
}

/**
 * Return the value of each position of a game, from before its first move to after its last: who wins, and how near
 * that is, from 0 to 1; null where it isn't known.
 * @param {Review} review
 * @returns {({ side: Color | null, size: number } | null)[]}
 */
export function barsOf({ start_ply, scores, judged }) {
  return scores.map((each, index) => {
    const ply = start_ply + index;
    const best = each && bestOf(each);
    if (best !== null) return bar(ply, best, colorAt(ply));
    // Nobody moves here: the game is over, as its last move says.
    const last = each && judged[index - 1];
    return last ? { side: last.score > 0 ? last.color : null, size: last.score > 0 ? 1 : 0 } : null;
  });
}

/** @param {number} ply @param {number} score @param {Color} mover */
function bar(ply, score, mover) {
  if (score === 0) return { side: null, size: 0 };
  const side = score > 0 ? mover : colorAt(ply + 1);
  return { side, size: 1 - (0.7 * movesToEnd(ply, score)) / (LAST_PLY / 2) };
}

/**
 * Return the moves that somebody can learn from: their own, or both sides' if nobody is told.
 * @param {Review} review
 * @param {Color | null} color
 */
export const lessonsOf = ({ judged }, color) =>
  judged.filter((move) => move !== null && (move.label === "mistake" || move.label === "blunder"))
    .filter((move) => !color || move?.color === color)
    .map((move) => /** @type {Judged} */ (move));

/**
 * Tell whether a move in a position keeps what it is worth, and doesn't lose at once for nothing.
 * @param {Scores} scores
 * @param {number} ply
 * @param {number} column 0-6
 */
export function isRight(scores, ply, column) {
  const [score, best] = [scores[column] ?? null, bestOf(scores)];
  if (score === null || best === null || classOf(score) !== classOf(best)) return false;
  return score > 0 || score === 0 || score === best || movesToEnd(ply, score) > 1;
}
