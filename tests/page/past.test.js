import assert from "node:assert/strict";
import test from "node:test";

import { opponentIn, resultOf } from "../../src/fourline/web/static/past.js";

const game = {
  game_id: "g",
  red: "Ada",
  yellow: null,
  color: /** @type {const} */ ("red"),
  winner: /** @type {const} */ ("red"),
  reason: "line",
  ended_at_ms: 0,
};

test("a game was won, lost or drawn, as we see it", () => {
  assert.equal(resultOf(game), "Won");
  assert.equal(resultOf({ ...game, color: "yellow" }), "Lost");
  assert.equal(resultOf({ ...game, winner: null }), "Draw");
});

test("the opponent is whoever had the other color", () => {
  assert.equal(opponentIn(game), "Somebody");
  assert.equal(opponentIn({ ...game, color: "yellow" }), "Ada");
});
