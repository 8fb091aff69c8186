// Exact scores from the server, each asked for once.

import { formatMoves } from "./position.js";

/** @import { Scores } from "./verdict.js" */

/** @type {Map<string, Promise<Scores | null>>} */
const known = new Map();

/**
 * Return the scores of the position after `moves`, or null if they can't be had now; then the next call asks again.
 * @param {readonly number[]} moves columns 0-6
 * @param {(address: string) => Promise<Response>} [get]
 * @returns {Promise<Scores | null>}
 */
export function solve(moves, get = fetch) {
  const key = formatMoves(moves);
  const found = known.get(key) ?? ask(key, get);
  known.set(key, found);
  return found;
}

/** @param {string} key @param {(address: string) => Promise<Response>} get */
async function ask(key, get) {
  try {
    const answer = await get(`/api/solve?pos=${key}`);
    if (answer.ok) return (await answer.json()).scores;
  } catch {
    // The network; told as everything else that fails.
  }
  known.delete(key);
  return null;
}
