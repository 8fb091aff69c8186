// Somebody's way through a puzzle: whether a try is right, and what the other side answers. Pure: the answers come with
// the page, so everything is told at once.

import { lineCells, linesThrough, openAfter } from "./lines.js";
import { colorAt, positionAfter } from "./position.js";

/**
 * @typedef {object} Puzzle
 * @property {readonly number[]} moves to its position, columns 0-6
 * @property {readonly number[]} line one way to the end: ours, theirs, ours ...
 * @property {readonly (readonly number[])[]} answers all right columns at each turn of ours along that line
 * @property {"win" | "save"} kind
 */
/** @typedef {{ isRight: boolean, played: readonly number[], isSolved: boolean }} Step */

/**
 * Return what comes of a try: what was played since the puzzle's position, with their reply if it was right.
 * @param {Puzzle} puzzle
 * @param {readonly number[]} played so far, theirs included
 * @param {number} column
 * @returns {Step}
 */
export function attempt(puzzle, played, column) {
  const { line } = puzzle;
  if (!isRight(puzzle, played, column)) return { isRight: false, played, isSolved: false };
  const next = [...played, column];
  if (next.length >= line.length) return { isRight: true, played: next, isSolved: true };
  const isOnLine = next.every((each, index) => each === line[index]);
  const reply = isOnLine ? line[next.length] : defend([...puzzle.moves, ...next]);
  return { isRight: true, played: reply === undefined ? next : [...next, reply], isSolved: false };
}

/** @param {Puzzle} puzzle @param {readonly number[]} played @param {number} column */
function isRight({ moves, line, answers, kind }, played, column) {
  // Only the last three plies of a win have more than one way, so whoever has left the line has one move to go.
  const isLast = played.length === line.length - 1;
  if (kind === "win" && isLast) return lineCells([...moves, ...played, column]).length > 0;
  return answers[played.length / 2]?.includes(column) ?? false;
}

/** Return a move against a win that can't be stopped: where it is nearest. @param {readonly number[]} moves */
function defend(moves) {
  const { discs, heights } = positionAfter(moves);
  const winner = colorAt(moves.length - 1);
  const open = openAfter(moves).flatMap((isOpen, column) => (isOpen ? [column] : []));
  const threat = open.find((column) => linesThrough(discs, [column, heights[column] ?? 0], winner).length > 0);
  return threat ?? open[0];
}
