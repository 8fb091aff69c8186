// The engine's solver.wasm, run where we are: the same file as on the server, without its opening book.

import { positionAfter, ROWS } from "./position.js";

/** @import { Scores } from "./verdict.js" */
/** @typedef {(mine: bigint, mask: bigint, horizon: number, limit: number) => bigint} Analyze */

const COLUMNS = 7;
const CELLS = 42;
/** Scores come packed, a byte for each column: 0 for a full one, else this much more than the score. */
const OFFSET = 64n;

/**
 * Return the board as the engine wants it: the discs of the side to move, and all discs; seven bits a column.
 * @param {readonly number[]} moves
 */
export function bitsOf(moves) {
  const side = moves.length % 2 === 0 ? "red" : "yellow";
  let [mine, mask] = [0n, 0n];
  positionAfter(moves).discs.forEach((color, index) => {
    const bit = 1n << BigInt(Math.floor(index / ROWS) * (ROWS + 1) + (index % ROWS));
    if (color) mask |= bit;
    if (color === side) mine |= bit;
  });
  return { mine, mask };
}

/**
 * Return what solves positions. Their games must not be over.
 * @param {BufferSource | WebAssembly.Module} source
 * @returns {Promise<(moves: readonly number[]) => Scores>}
 */
export async function makeCore(source) {
  const module = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(source);
  const { exports } = await WebAssembly.instantiate(module);
  const analyze = /** @type {Analyze} */ (exports["analyze"]);
  return (moves) => {
    const { mine, mask } = bitsOf(moves);
    const packed = BigInt.asUintN(64, analyze(mine, mask, CELLS, -1));
    return Array.from({ length: COLUMNS }, (_, column) => {
      const score = (packed >> BigInt(8 * column)) & 255n;
      return score === 0n ? null : Number(score - OFFSET);
    });
  };
}
