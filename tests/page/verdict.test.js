import assert from "node:assert/strict";
import { test } from "node:test";

import {
  accuracyText,
  barsOf,
  bestOf,
  classOf,
  columnsText,
  isRight,
  lessonsOf,
  movesToEnd,
  scoreWords,
  verdictText,
} from "../../src/fourline/web/static/verdict.js";

/** @import { Judged, Review } from "../../src/fourline/web/static/verdict.js" */

const START = [-2, -1, 0, 1, 0, -1, -2];

/** @type {Judged} */
const MOVE = {
  ply: 1, color: "red", column: 3, label: "mistake", before: "win", after: "draw", score: 0, best_score: 1, best: "4",
  is_critical: true, line: "44",
};

/** @type {Review} */
const REVIEW = {
  moves: "34",
  start_ply: 0,
  is_complete: true,
  scores: [START, null, [0, 0, 0, 0, 0, -5, null]],
  judged: [MOVE, null],
  turning_points: [1],
  accuracy: { red: { kept: 0, critical: 1 }, yellow: { kept: 0, critical: 0 } },
};

test("scores are told as moves of the winner, the winning one included", () => {
  assert.equal(scoreWords(0, 1), "wins in 21");
  assert.equal(scoreWords(0, -2), "loses in 20");
  assert.equal(scoreWords(0, 0), "draws");
  assert.equal(movesToEnd(4, 18), 2);
  // At ply 7 yellow has three discs: a win with the next one is its fourth.
  assert.equal(scoreWords(7, 18), "wins in 1");
  // Red, who has four, wins with the fifth.
  assert.equal(scoreWords(7, -17), "loses in 1");
});

test("the best score is the highest, and there is none where nobody moves", () => {
  assert.equal(bestOf([null, -3, -1, null]), -1);
  assert.equal(bestOf(Array(7).fill(null)), null);
  assert.deepEqual([3, 0, -1].map(classOf), ["win", "draw", "loss"]);
});

test("columns are told as people count", () => {
  assert.equal(columnsText("4"), "column 4");
  assert.equal(columnsText("45"), "columns 4 and 5");
  assert.equal(columnsText("145"), "columns 1, 4 and 5");
});

test("a move that gave something away is told with what it was and what was better", () => {
  assert.equal(verdictText(MOVE), "Mistake. A win in 21 became a draw. Better: column 4, wins in 21.");
});

test("a best move is told with what it keeps, and a lesser one with what was better", () => {
  /** @type {Judged} */
  const best = { ...MOVE, label: "only", after: "win", score: 1 };
  assert.equal(verdictText(best), "Only move. It wins in 21.");
  /** @type {Judged} */
  const slow = { ...MOVE, ply: 9, label: "inaccuracy", after: "win", score: 10, best_score: 15, best: "26" };
  assert.equal(verdictText(slow), "Inaccuracy. It wins in 8. Better: columns 2 and 6, wins in 3.");
});

test("accuracy has its denominator, and a percentage only where that isn't small", () => {
  assert.equal(accuracyText({ kept: 11, critical: 13 }), "11 of 13 critical moves (85 %)");
  assert.equal(accuracyText({ kept: 1, critical: 1 }), "1 of 1 critical move");
  assert.equal(accuracyText({ kept: 0, critical: 0 }), "no critical moves");
});

test("bars stand for who wins, whoever is to move, and are higher the nearer that is", () => {
  const [first, unknown, third] = barsOf(REVIEW);
  assert.equal(first?.side, "red");
  assert.equal(unknown, null);
  assert.deepEqual(third, { side: null, size: 0 });
  const sizes = [1, 10, 18].map((score) => barsOf({ ...REVIEW, scores: [Array(7).fill(score)] })[0]?.size ?? 0);
  assert.deepEqual([...sizes].sort((a, b) => a - b), sizes);
  const [lost] = barsOf({ ...REVIEW, scores: [Array(7).fill(-4)] });
  assert.equal(lost?.side, "yellow");
});

test("the last bar of a finished game is its winner's, or nobody's", () => {
  const over = { ...REVIEW, scores: [START, Array(7).fill(null)] };
  assert.deepEqual(barsOf({ ...over, judged: [{ ...MOVE, score: 21 }] })[1], { side: "red", size: 1 });
  assert.deepEqual(barsOf({ ...over, judged: [MOVE] })[1], { side: null, size: 0 });
});

test("lessons are mistakes and blunders, of one side or both", () => {
  /** @type {Judged[]} */
  const judged = [MOVE, { ...MOVE, ply: 2, color: "yellow", label: "blunder" }, { ...MOVE, ply: 3, label: "inaccuracy" }];
  const review = { ...REVIEW, judged: [...judged, null] };
  assert.deepEqual(lessonsOf(review, null).map((move) => move.ply), [1, 2]);
  assert.deepEqual(lessonsOf(review, "red").map((move) => move.ply), [1]);
});

test("a try is right if it keeps what there was", () => {
  assert.equal(isRight(START, 0, 3), true);
  assert.equal(isRight(START, 0, 2), false);
  assert.equal(isRight([null, 0, -3, 0, 0, 0, 0], 8, 0), false);
  assert.equal(isRight([null, 0, -3, 0, 0, 0, 0], 8, 1), true);
});

test("a lost position's try is right if it doesn't lose at once for nothing", () => {
  // At ply 8 the opponent, with four discs, would win with the fifth: -17.
  const lost = [-17, -10, -12, null, -17, -17, -17];
  assert.equal(isRight(lost, 8, 0), false);
  assert.equal(isRight(lost, 8, 1), true);
  assert.equal(isRight(lost, 8, 2), true);
  assert.equal(isRight(Array(7).fill(-17), 8, 2), true);
});
