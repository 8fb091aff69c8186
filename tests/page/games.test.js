import assert from "node:assert/strict";
import test from "node:test";

import { seatLink } from "../../src/fourline/web/static/device.js";
import { outcomeText } from "../../src/fourline/web/static/games.js";
import { errandOf } from "../../src/fourline/web/static/seats.js";

test("outcomes name the winner, or the color", () => {
  const game = { game_id: "G", number: 1, red: "Ada", yellow: null };
  assert.equal(outcomeText({ ...game, winner: "red" }), "Ada won");
  assert.equal(outcomeText({ ...game, winner: "yellow" }), "Yellow won");
  assert.equal(outcomeText({ ...game, winner: null }), "Draw");
});

test("the link for another device leads to the same seat", () => {
  const secret = "abcdefghijklmnopqrst_-";
  const link = new URL(seatLink("http://x.example", "R", secret));
  assert.deepEqual(errandOf(link, () => "N"), { room: "R", secret });
});
