import assert from "node:assert/strict";
import test from "node:test";

import { fall, fallingCells, leave, leavingCells, rove, xOf, yOf } from "../../src/fourline/web/static/fall.js";

test("the first board shown is simply there", () => {
  assert.deepEqual(fallingCells(null, [3]), []);
});

test("moves that follow what was shown fall, each to its own cell", () => {
  assert.deepEqual(fallingCells([3], [3, 3]), [[3, 1]]);
  assert.deepEqual(fallingCells([3], [3, 3, 3]), [[3, 1], [3, 2]]);
  assert.deepEqual(fallingCells([], [6]), [[6, 0]]);
});

test("what is no continuation does not fall", () => {
  assert.deepEqual(fallingCells([3], [3]), []);
  assert.deepEqual(fallingCells([3, 2], [3]), []);
  assert.deepEqual(fallingCells([3], [2, 3]), []);
});

test("a long absence is not played back", () => {
  assert.deepEqual(fallingCells([], [0, 1, 2]), []);
});

test("a fall takes the longer the deeper it is, and ends where it lies", () => {
  const { frames, duration } = fall(600);
  assert.ok(Math.abs(duration - 380 * (1 + 2 * Math.sqrt(0.05))) < 1e-9);
  assert.equal(frames[0]?.["transform"], "translateY(-600px)");
  assert.equal(frames.at(-1)?.["transform"], "none");
  assert.ok(fall(100).duration < duration);
  const offsets = frames.map(({ offset }) => Number(offset));
  assert.deepEqual(offsets, [...offsets].sort((a, b) => a - b));
});

test("keys move the focus and stop at the edges", () => {
  assert.equal(rove("ArrowLeft", 3), 2);
  assert.equal(rove("ArrowRight", 3), 4);
  assert.equal(rove("ArrowLeft", 0), 0);
  assert.equal(rove("ArrowRight", 6), 6);
  assert.equal(rove("Home", 3), 0);
  assert.equal(rove("End", 3), 6);
  assert.equal(rove("Enter", 3), null);
  assert.equal(rove("4", 3), null);
});

test("columns go right, rows go up", () => {
  assert.equal(xOf(1) - xOf(0), 100);
  assert.equal(yOf(0) - yOf(1), 100);
});

test("discs taken back leave upwards, few and known ones only", () => {
  assert.deepEqual(leavingCells([3, 3, 2], [3]), { cells: [[3, 1], [2, 0]], way: "up" });
  assert.deepEqual(leavingCells([3], []), { cells: [[3, 0]], way: "up" });
  assert.deepEqual(leavingCells([3, 2], [3, 2]).cells, []);
  assert.deepEqual(leavingCells([3, 2], [2]).cells, []);
  assert.deepEqual(leavingCells([3, 2, 1, 0], [3]).cells, []);
});

test("at a new game all of them leave through the bottom", () => {
  const { cells, way } = leavingCells([3, 3, 2, 0], []);
  assert.deepEqual([cells.length, way], [4, "down"]);
  assert.equal(leave("down", 0).frames.at(-1)?.["transform"], "translateY(120px)");
  assert.match(`${leave("up", 0).frames.at(-1)?.["transform"]}`, /translateY\(-/);
});
