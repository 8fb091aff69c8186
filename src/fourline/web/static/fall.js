// Where things lie in the board's drawing, and how discs and the focus move over it. No DOM.

import { COLUMNS, positionAfter, ROWS } from "./position.js";

/** @import { Cell } from "./position.js" */

const PITCH = 100;
export const HAND_Y = 52;
const FALL_MS = 380;
const FALL_UNITS = 600;
const BOUNCE = 0.05;

/**
 * Return where a column's middle lies in the drawing.
 * @param {number} column
 */
export const xOf = (column) => 64 + PITCH * column;

/**
 * Return where a row's middle lies.
 * @param {number} row
 */
export const yOf = (row) => 168 + PITCH * (ROWS - 1 - row);

/**
 * Return the cells whose discs fall between two boards: of the moves that follow what was shown, if they are few.
 * @param {readonly number[] | null} before null if nothing was shown yet
 * @param {readonly number[]} after
 * @returns {Cell[]}
 */
export function fallingCells(before, after) {
  if (!before || after.length - before.length > 2) return [];
  if (before.some((column, ply) => column !== after[ply])) return [];
  const heights = [...positionAfter(before).heights];
  return after.slice(before.length).map((column) => {
    const row = heights[column] ?? 0;
    heights[column] = row + 1;
    return [column, row];
  });
}

/**
 * Return the cells whose discs leave between two boards, and how: `up` those taken back, `down` all at a new game.
 * @param {readonly number[]} before
 * @param {readonly number[]} after
 * @returns {{ cells: Cell[], way: "up" | "down" }}
 */
export function leavingCells(before, after) {
  const isStart = after.length === 0 && before.length > 2;
  const isTaken = before.length - after.length <= 2 && after.every((column, ply) => column === before[ply]);
  if (!isStart && !isTaken) return { cells: [], way: "up" };
  const heights = [...positionAfter(after).heights];
  const cells = before.slice(after.length).map((column) => {
    const row = heights[column] ?? 0;
    heights[column] = row + 1;
    return /** @type {Cell} */ ([column, row]);
  });
  return { cells, way: isStart ? "down" : "up" };
}

/**
 * Return how a disc leaves: up out of the board, or through its bottom as under gravity.
 * @param {"up" | "down"} way
 * @param {number} row
 */
export function leave(way, row) {
  const height = way === "up" ? HAND_Y - yOf(row) : (row + 1.2) * PITCH;
  const frames = [{ transform: "none" }, { transform: `translateY(${height}px)`, ...(way === "up" && { opacity: 0 }) }];
  const easing = way === "up" ? "ease-in-out" : "cubic-bezier(.33, 0, .67, .33)";
  return { frames, timing: { duration: FALL_MS * Math.sqrt(Math.abs(height) / FALL_UNITS), easing } };
}

/**
 * Return how a disc falls by `height` units: as under gravity, with one small bounce.
 * @param {number} height
 * @returns {{ frames: Keyframe[], duration: number }} milliseconds
 */
export function fall(height) {
  const down = FALL_MS * Math.sqrt(height / FALL_UNITS);
  const up = down * Math.sqrt(BOUNCE);
  const duration = down + 2 * up;
  const faster = "cubic-bezier(.33, 0, .67, .33)";
  const slower = "cubic-bezier(.33, .67, .67, 1)";
  const frames = [
    { transform: `translateY(${-height}px)`, easing: faster, offset: 0 },
    { transform: "none", easing: slower, offset: down / duration },
    { transform: `translateY(${-height * BOUNCE}px)`, easing: faster, offset: (down + up) / duration },
    { transform: "none", offset: 1 },
  ];
  return { frames, duration };
}

/**
 * Return the column to move the focus to, or null if the key is none of ours.
 * @param {string} key
 * @param {number} column
 */
export function rove(key, column) {
  if (key === "Home") return 0;
  if (key === "End") return COLUMNS - 1;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
  return step === undefined ? null : Math.min(Math.max(column + step, 0), COLUMNS - 1);
}
