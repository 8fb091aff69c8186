// Somebody's way through a puzzle: what was played, and whether a try is right. No DOM.
//
// The answer comes with the page, and up to three plies before its end each right move is the only one. From there
// other moves may win as well: then the server's exact scores tell.

import { lineCells } from "./lines.js";
import { classOf, movesToEnd } from "./verdict.js";

/** @import { Scores } from "./verdict.js" */
/**
 * @typedef {object} Puzzle
 * @property {readonly number[]} moves to its position, columns 0-6
 * @property {readonly number[]} line the answer from there: ours, theirs, ours ...
 * @property {"win" | "save"} kind
 */
/** @typedef {(moves: readonly number[]) => Promise<Scores | null>} Solve */
/** @typedef {{ isRight: boolean | null, played: readonly number[], line: readonly number[], isSolved: boolean }} Step */

const FREE_PLIES = 3;

/**
 * Return what comes of a try: `isRight` is null if nobody could tell. What is right is answered in the same step.
 * @param {Puzzle} puzzle
 * @param {readonly number[]} played since the puzzle's position, theirs included
 * @param {readonly number[]} line the answer as far as it is known
 * @param {number} column
 * @param {Solve} solve
 * @returns {Promise<Step>}
 */
export async function attempt(puzzle, played, line, column, solve) {
  if (column === line[played.length]) return answered([...played, column], line);
  const left = line.length - played.length;
  const now = [...puzzle.moves, ...played];
  /** @type {Step} */
  const wrong = { isRight: false, played, line, isSolved: false };
  if (puzzle.kind !== "win" || left > FREE_PLIES) return wrong;
  if (lineCells([...now, column]).length > 0) return answered([...played, column], [...played, column]);
  if (left === 1) return wrong;
  const scores = await solve(now);
  if (!scores) return { ...wrong, isRight: null };
  const score = scores[column] ?? null;
  if (score === null || classOf(score) !== "win" || movesToEnd(now.length, score) > (left + 1) / 2) return wrong;
  return another(puzzle, [...played, column], line, solve);
}

/**
 * Go on along another winning move: their longest defence, and what wins then.
 * @param {Puzzle} puzzle
 * @param {readonly number[]} played
 * @param {readonly number[]} before the answer until now
 * @param {Solve} solve
 * @returns {Promise<Step>}
 */
async function another(puzzle, played, before, solve) {
  const reply = bestColumn(await solve([...puzzle.moves, ...played]));
  const last = reply === null ? null : bestColumn(await solve([...puzzle.moves, ...played, reply]));
  if (reply === null || last === null) {
    return { isRight: null, played: played.slice(0, -1), line: before, isSolved: false };
  }
  return answered(played, [...played, reply, last]);
}

/** @param {readonly number[]} played @param {readonly number[]} line @returns {Step} */
function answered(played, line) {
  const reply = line[played.length];
  if (reply === undefined) return { isRight: true, played, line, isSolved: true };
  return { isRight: true, played: [...played, reply], line, isSolved: played.length + 1 >= line.length };
}

/** @param {Scores | null} scores */
function bestColumn(scores) {
  if (!scores) return null;
  const known = scores.map((score) => score ?? -Infinity);
  const best = Math.max(...known);
  return best === -Infinity ? null : known.indexOf(best);
}
