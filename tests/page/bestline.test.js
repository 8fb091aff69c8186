import assert from "node:assert/strict";
import { test } from "node:test";

import { bestLine } from "../../src/fourline/web/static/bestline.js";

/** @import { Judged, Review } from "../../src/fourline/web/static/verdict.js" */

const START = [-2, -1, 0, 1, 0, -1, -2];

/** @param {number} ply @param {number} column @param {number} score @param {number} best_score @param {string | null} line */
function judged(ply, column, score, best_score, line = null) {
  /** @type {Judged} */
  const move = {
    ply, column, score, best_score, line, color: ply % 2 ? "red" : "yellow", label: "good", before: "win",
    after: "win", best: "4", is_critical: false,
  };
  return move;
}

/** @type {Review} */
const REVIEW = {
  moves: "445",
  start_ply: 0,
  is_complete: true,
  scores: [START, [-4, -2, -2, -1, -2, -2, -4], [-3, -3, 0, 2, 0, 2, 1], null],
  judged: [judged(1, 4, 1, 1), judged(2, 4, -1, -1), judged(3, 5, 0, 2, "64447555")],
  turning_points: [3],
  accuracy: { red: { kept: 0, critical: 0 }, yellow: { kept: 0, critical: 0 } },
};

test("best play goes along the game, then along the better line, and isn't longer than one can look at", () => {
  assert.deepEqual(bestLine(REVIEW, 0), [3, 3, 5, 3, 3, 3, 6, 4]);
  assert.deepEqual(bestLine(REVIEW, 2), [5, 3, 3, 3, 6, 4, 4, 4]);
});

test("where no better line is known, the best move nearest to the middle is shown", () => {
  const without = { ...REVIEW, judged: [...REVIEW.judged.slice(0, 2), judged(3, 5, 0, 2)] };
  assert.deepEqual(bestLine(without, 2), [3]);
  assert.deepEqual(bestLine({ ...REVIEW, judged: [null, null, null] }, 0), [3]);
});

test("nothing is shown of what isn't known, or over, or before the game's beginning", () => {
  assert.deepEqual(bestLine(REVIEW, 3), []);
  assert.deepEqual(bestLine({ ...REVIEW, scores: [Array(7).fill(null)], judged: [] }, 0), []);
  assert.deepEqual(bestLine({ ...REVIEW, start_ply: 2 }, 1), []);
});
