import assert from "node:assert/strict";
import test from "node:test";

import { colorAt, formatMoves, indexOf, parseMoves, positionAfter } from "../../src/fourline/web/static/position.js";

test("red moves first, then in turn", () => {
  assert.deepEqual([0, 1, 2].map(colorAt), ["red", "yellow", "red"]);
});

test("discs pile up in their column", () => {
  const { discs, heights, last } = positionAfter([3, 3, 0]);
  assert.equal(discs[indexOf([3, 0])], "red");
  assert.equal(discs[indexOf([3, 1])], "yellow");
  assert.equal(discs[indexOf([0, 0])], "red");
  assert.equal(discs.filter(Boolean).length, 3);
  assert.deepEqual(heights, [1, 0, 0, 2, 0, 0, 0]);
  assert.deepEqual(last, [0, 0]);
});

test("the empty board has no last disc", () => {
  const { discs, last } = positionAfter([]);
  assert.equal(last, null);
  assert.deepEqual(discs, Array(42).fill(null));
});

test("each cell has its own index", () => {
  const indexes = new Set();
  for (let column = 0; column < 7; column++) for (let row = 0; row < 6; row++) indexes.add(indexOf([column, row]));
  assert.deepEqual([...indexes].sort((a, b) => a - b), Array.from({ length: 42 }, (_, index) => index));
});

test("notation counts columns from 1, both ways", () => {
  assert.deepEqual(parseMoves("4417"), [3, 3, 0, 6]);
  assert.equal(formatMoves([3, 3, 0, 6]), "4417");
  assert.deepEqual(parseMoves(""), []);
});
