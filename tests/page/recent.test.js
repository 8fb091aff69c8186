import assert from "node:assert/strict";
import test from "node:test";

import { readRecent, remember } from "../../src/fourline/web/static/recent.js";
import { tolerant } from "../../src/fourline/web/static/settings.js";
import { keeper } from "./keeper.js";

/** @param {string} id */
const game = (id) => ({
  game_id: id,
  red: "Ada",
  yellow: null,
  color: /** @type {const} */ ("red"),
  winner: /** @type {const} */ ("yellow"),
  reason: "line",
  ended_at_ms: 1_700_000_000_000,
});

test("the latest game comes first, each once", () => {
  const storage = keeper();
  for (const id of ["a", "b", "a"]) remember(game(id), storage);
  assert.deepEqual(readRecent(storage), [game("b"), game("a")]);
});

test("fifty are enough", () => {
  const storage = keeper();
  for (let count = 0; count < 60; count++) remember(game(`g${count}`), storage);
  assert.equal(readRecent(storage).length, 50);
  assert.equal(readRecent(storage)[0]?.game_id, "g59");
});

test("a browser that refuses or kept nonsense has none", () => {
  const refusing = tolerant(() => {
    throw new Error("denied");
  });
  assert.deepEqual(readRecent(refusing), []);
  remember(game("a"), refusing);
  assert.equal(readRecent(refusing).length, 1);
  for (const nonsense of ["{", "5", "null", '[null,{"x":1}]']) {
    assert.deepEqual(readRecent(keeper({ "fourline:recent": nonsense })), [], nonsense);
  }
});
