import assert from "node:assert/strict";
import { test } from "node:test";

import { attempt } from "../../src/fourline/web/static/attempt.js";
import { formatMoves, parseMoves } from "../../src/fourline/web/static/position.js";

/** @import { Puzzle } from "../../src/fourline/web/static/attempt.js" */

// Red has 4 and 5 at the bottom, free on both sides: either neighbour makes three with two open ends.
/** @type {Puzzle} */
const TWO_WAYS = {
  moves: parseMoves("4455"),
  line: parseMoves("326"),
  answers: [parseMoves("36"), parseMoves("6")],
  kind: "win",
};

/** @param {string} played @param {number} column as people count @param {Puzzle} [puzzle] */
function tried(played, column, puzzle = TWO_WAYS) {
  const step = attempt(puzzle, parseMoves(played), column - 1);
  return [step.isRight, step.isSolved, formatMoves(step.played)];
}

test("a right move is answered as the line says", () => {
  assert.deepEqual(tried("", 3), [true, false, "32"]);
});

test("the last move solves it: that of the line, or another that makes four", () => {
  assert.deepEqual(tried("32", 1), [false, false, "32"]);
  assert.deepEqual(tried("32", 6), [true, true, "326"]);
});

test("a wrong move changes nothing", () => {
  assert.deepEqual(tried("", 4), [false, false, ""]);
  assert.deepEqual(tried("", 1), [false, false, ""]);
});

test("another right move is answered where the four would stand, and solved by the other", () => {
  const [isRight, isSolved, played] = tried("", 6);
  assert.deepEqual([isRight, isSolved], [true, false]);
  assert.equal(played, "63");
  assert.deepEqual(tried("63", 7), [true, true, "637"]);
  assert.deepEqual(tried("63", 2), [false, false, "63"]);
});

test("what saves a game is one move after the other, the last of which solves it", () => {
  /** @type {Puzzle} */
  const puzzle = { moves: parseMoves("4455"), line: parseMoves("436"), answers: [[3], [5]], kind: "save" };
  assert.deepEqual(tried("", 4, puzzle), [true, false, "43"]);
  assert.deepEqual(tried("43", 3, puzzle), [false, false, "43"]);
  assert.deepEqual(tried("43", 6, puzzle), [true, true, "436"]);
});
