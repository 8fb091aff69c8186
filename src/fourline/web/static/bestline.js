// Best play from any position of a reviewed game, put together from what the review knows. Pure.

import { parseMoves } from "./position.js";
import { bestOf } from "./verdict.js";

/** @import { Review } from "./verdict.js" */

const LONGEST = 8;
const MIDDLE = 3;

/**
 * Return best play (columns 0-6) from the position after `ply` moves: along the game while its moves were best, along
 * the better line where one wasn't; at least one move, unless nothing is known or the game is over there.
 * @param {Review} review
 * @param {number} ply
 * @returns {number[]}
 */
export function bestLine({ scores, judged, start_ply }, ply) {
  /** @type {number[]} */
  const line = [];
  for (let index = ply - start_ply; line.length < LONGEST; index += 1) {
    const here = scores[index] ?? null;
    const best = here && bestOf(here);
    if (!here || best === null) break;
    const move = judged[index];
    if (move && move.score === best) {
      line.push(move.column - 1);
      continue;
    }
    const rest = move?.line ? parseMoves(move.line) : [central(here, best)];
    return [...line, ...rest].slice(0, LONGEST);
  }
  return line;
}

/** @param {readonly (number | null)[]} scores @param {number} best */
function central(scores, best) {
  const columns = scores.flatMap((score, column) => (score === best ? [column] : []));
  return columns.reduce((one, other) => (Math.abs(other - MIDDLE) < Math.abs(one - MIDDLE) ? other : one));
}
