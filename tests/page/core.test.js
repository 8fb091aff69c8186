import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { bitsOf, makeCore } from "../../src/fourline/web/static/core.js";
import { parseMoves } from "../../src/fourline/web/static/position.js";

const solve = await makeCore(await readFile("src/fourline/engine/solver.wasm"));

test("the board is seven bits a column, and whose discs are ours depends on who moves", () => {
  assert.deepEqual(bitsOf([]), { mine: 0n, mask: 0n });
  assert.deepEqual(bitsOf(parseMoves("12")), { mine: 1n, mask: 129n });
  assert.deepEqual(bitsOf(parseMoves("122")), { mine: 128n, mask: 1n + 128n + 256n });
  assert.equal(bitsOf(parseMoves("7")).mask, 1n << 42n);
});

test("scores are the engine's", () => {
  // 41 moves of a drawn game: one cell is left, in the column 3 of people.
  const drawn = parseMoves("17416622734167236266541545342427713557513");
  assert.deepEqual(solve(drawn), [null, null, 0, null, null, null, null]);
  // Red wins at once in column 1, or loses to the same there.
  const [first, ...others] = solve(parseMoves("121212"));
  assert.equal(first, 18);
  assert.ok(others.every((score) => score !== null && score < 18));
});

test("a known position has its known score", () => {
  assert.equal(Math.max(...solve(parseMoves("44455554221")).map((score) => score ?? -99)), -15);
});
