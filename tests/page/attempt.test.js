import assert from "node:assert/strict";
import { test } from "node:test";

import { attempt } from "../../src/fourline/web/static/attempt.js";
import { formatMoves, parseMoves } from "../../src/fourline/web/static/position.js";

/** @import { Puzzle } from "../../src/fourline/web/static/attempt.js" */

// Red has 3, 4 and 5 open at both ends after 4: wins in 2 by either, whatever yellow does.
/** @type {Puzzle} */
const TWO_WAYS = { moves: parseMoves("4455"), line: parseMoves("321"), kind: "win" };

const none = async () => {
  throw new Error("nobody should be asked");
};

/**
 * A solver that knows these positions.
 * @param {Record<string, (number | null)[]>} known
 */
const knows = (known) => async (/** @type {readonly number[]} */ moves) => known[formatMoves(moves)] ?? null;

test("the move of the answer is right, and answered", async () => {
  const step = await attempt(TWO_WAYS, [], TWO_WAYS.line, 2, none);
  assert.deepEqual(step, { isRight: true, played: parseMoves("32"), line: TWO_WAYS.line, isSolved: false });
});

test("the last move of the answer solves it", async () => {
  const step = await attempt(TWO_WAYS, parseMoves("32"), TWO_WAYS.line, 0, none);
  assert.deepEqual([step.isRight, step.isSolved, formatMoves(step.played)], [true, true, "321"]);
});

test("another move that makes four is right without asking", async () => {
  const step = await attempt(TWO_WAYS, parseMoves("32"), TWO_WAYS.line, 5, none);
  assert.deepEqual([step.isRight, step.isSolved, formatMoves(step.played)], [true, true, "326"]);
});

test("any other last move is wrong", async () => {
  const step = await attempt(TWO_WAYS, parseMoves("32"), TWO_WAYS.line, 3, none);
  assert.deepEqual([step.isRight, formatMoves(step.played)], [false, "32"]);
});

test("three plies before the end another winning move is right, and the game goes on along it", async () => {
  const solve = knows({
    4455: [-2, 18, 18, 1, 2, 18, 0],
    44556: [-18, -17, -18, -18, -18, -18, -18],
    445562: [0, 0, 18, 0, 0, 0, 18],
  });
  const step = await attempt(TWO_WAYS, [], TWO_WAYS.line, 5, solve);
  assert.deepEqual([step.isRight, step.isSolved], [true, false]);
  assert.deepEqual([formatMoves(step.line), formatMoves(step.played)], ["623", "62"]);
});

test("a slower win, a draw and what the server doesn't know aren't right", async () => {
  const solve = knows({ 4455: [-2, 18, 18, 1, 17, 18, 0] });
  assert.equal((await attempt(TWO_WAYS, [], TWO_WAYS.line, 4, solve)).isRight, false);
  assert.equal((await attempt(TWO_WAYS, [], TWO_WAYS.line, 6, solve)).isRight, false);
  assert.equal((await attempt(TWO_WAYS, [], TWO_WAYS.line, 5, knows({}))).isRight, null);
  assert.equal((await attempt(TWO_WAYS, [], TWO_WAYS.line, 5, solve)).isRight, null);
});

test("far from the end only the answer's move is right, and nobody needs to be asked", async () => {
  const line = parseMoves("32145");
  assert.equal((await attempt(TWO_WAYS, [], line, 5, none)).isRight, false);
});

test("what saves a game is one move, and solves it", async () => {
  /** @type {Puzzle} */
  const puzzle = { moves: parseMoves("4455"), line: [3], kind: "save" };
  assert.deepEqual(await attempt(puzzle, [], [3], 3, none), { isRight: true, played: [3], line: [3], isSolved: true });
  assert.equal((await attempt(puzzle, [], [3], 2, none)).isRight, false);
});
