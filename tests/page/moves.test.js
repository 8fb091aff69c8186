import assert from "node:assert/strict";
import test from "node:test";

import { stepTo, target } from "../../src/fourline/web/static/moves.js";

test("steps lead to plies", () => {
  assert.equal(target("first", 5, 9), 0);
  assert.equal(target("previous", 5, 9), 4);
  assert.equal(target("next", 5, 9), 6);
  assert.equal(target("last", 5, 9), 9);
});

test("a step back leaves the present, a step onto the last move returns to it", () => {
  assert.equal(stepTo(null, 8, 9), 8);
  assert.equal(stepTo(8, 9, 9), null);
  assert.equal(stepTo(null, 10, 9), null);
});

test("steps stop before the first move", () => {
  assert.equal(stepTo(0, -1, 9), 0);
  assert.equal(stepTo(null, -1, 0), null);
});
