// What lies where after some moves. The server knows the rules; a page only needs to know where discs land.

/** @typedef {"red" | "yellow"} Color */
/** @typedef {readonly [column: number, row: number]} Cell columns from the left, rows from the bottom, both from 0 */
/**
 * @typedef {object} Position
 * @property {readonly (Color | null)[]} discs by `indexOf`
 * @property {readonly number[]} heights discs per column
 * @property {Cell | null} last where the last disc landed
 */

export const COLUMNS = 7;
export const ROWS = 6;

/**
 * Return which color makes the move after `ply` moves; red begins.
 * @param {number} ply
 * @returns {Color}
 */
export const colorAt = (ply) => (ply % 2 === 0 ? "red" : "yellow");

/**
 * Return a cell's place in `Position.discs`.
 * @param {Cell} cell
 */
export const indexOf = ([column, row]) => column * ROWS + row;

/**
 * Return the position after `moves` (columns 0-6), which must be playable.
 * @param {readonly number[]} moves
 * @returns {Position}
 */
export function positionAfter(moves) {
  /** @type {(Color | null)[]} */
  const discs = Array(COLUMNS * ROWS).fill(null);
  const heights = Array(COLUMNS).fill(0);
  /** @type {Cell | null} */
  let last = null;
  moves.forEach((column, ply) => {
    last = [column, heights[column]++];
    discs[indexOf(last)] = colorAt(ply);
  });
  return { discs, heights, last };
}

/**
 * Return the moves (columns 0-6) that digits 1-7 stand for.
 * @param {string} text
 */
export const parseMoves = (text) => Array.from(text, (digit) => Number(digit) - 1);

/**
 * Return moves in the common notation: one digit each, 1-7.
 * @param {readonly number[]} moves
 */
export const formatMoves = (moves) => moves.map((column) => column + 1).join("");
