// A finished game, move by move: what is shown at each. Pure.

import { colorAt, formatMoves } from "./position.js";

/** @import { Color } from "./position.js" */
/**
 * @typedef {object} Game
 * @property {readonly number[]} moves columns 0-6
 * @property {Record<Color, string>} names
 * @property {readonly string[]} lefts what the mover had left after each move, or ""
 * @property {string} initial what both began with, or "" without a clock
 * @property {boolean} isOpen whether the last position can be played on from
 * @property {Color | null} flagged whose time ran out at the end
 * @property {string} clock the time control as addresses have it, or ""
 */

/**
 * Return the ply that an address names behind its `#`, or null.
 * @param {string} hash
 * @param {number} length moves in all
 */
export function plyOf(hash, length) {
  const ply = /^#\d{1,2}$/.test(hash) ? Number(hash.slice(1)) : length;
  return ply < length ? ply : null;
}

/**
 * Return what a color's clock shows after `ply` moves.
 * @param {Game} game
 * @param {Color} color
 * @param {number} ply
 */
export function leftAt({ moves, lefts, initial, flagged }, color, ply) {
  if (flagged === color && ply === moves.length) return "0.0";
  return lefts.findLast((left, index) => index < ply && left && colorAt(index) === color) ?? initial;
}

/**
 * Return what a screen reader is told of a position.
 * @param {Game} game
 * @param {number} ply
 */
export function wordsAt({ moves, names }, ply) {
  const column = moves[ply - 1];
  if (column === undefined) return "Before the first move.";
  return `Move ${ply} of ${moves.length}. ${names[colorAt(ply - 1)]}: column ${column + 1}.`;
}

/**
 * Return where a new game from a position begins, or null if it is over.
 * @param {Game} game
 * @param {number} ply
 * @param {string} [name] our own
 */
export function onwardFrom({ moves, isOpen, clock }, ply, name) {
  if (ply === moves.length && !isOpen) return null;
  const query = new URLSearchParams({ moves: formatMoves(moves.slice(0, ply)), color: colorAt(ply) });
  if (name) query.set("name", name);
  if (clock) query.set("clock", clock);
  return `/play?${query}`;
}
