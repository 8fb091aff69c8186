// Which discs stand four in a row. Pages that ask no server before each move need to know when a game is over.

import { COLUMNS, indexOf, positionAfter, ROWS } from "./position.js";

/** @import { Cell, Color } from "./position.js" */

const STEPS = /** @type {const} */ ([[0, 1], [1, 0], [1, 1], [1, -1]]);

/**
 * Return the cells of the lines that the last of `moves` completed, which must be playable; empty if it did none.
 * @param {readonly number[]} moves
 * @returns {Cell[]}
 */
export function lineCells(moves) {
  const { discs, last } = positionAfter(moves);
  const color = last && discs[indexOf(last)];
  return last && color ? linesThrough(discs, last, color) : [];
}

/**
 * Return the cells of the lines that a disc of a color has, or would have, in a cell.
 * @param {readonly (Color | null)[]} discs
 * @param {Cell} cell
 * @param {Color} color
 * @returns {Cell[]}
 */
export function linesThrough(discs, cell, color) {
  /** @param {number} column @param {number} row */
  const isOurs = (column, row) =>
    column >= 0 && column < COLUMNS && row >= 0 && row < ROWS
    && (discs[indexOf([column, row])] === color || (column === cell[0] && row === cell[1]));
  return STEPS.flatMap(([dx, dy]) => {
    /** @type {Cell[]} */
    const cells = [];
    let [column, row] = cell;
    while (isOurs(column - dx, row - dy)) [column, row] = [column - dx, row - dy];
    for (; isOurs(column, row); [column, row] = [column + dx, row + dy]) cells.push([column, row]);
    return cells.length >= 4 ? cells : [];
  });
}

/** Return per column whether a disc may be dropped into it. @param {readonly number[]} moves */
export function openAfter(moves) {
  const isOver = lineCells(moves).length > 0;
  return positionAfter(moves).heights.map((height) => height < ROWS && !isOver);
}
