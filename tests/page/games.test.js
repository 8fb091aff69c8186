import assert from "node:assert/strict";
import test from "node:test";

import { seatLink } from "../../src/fourline/web/static/device.js";
import { outcomeText, tallyText } from "../../src/fourline/web/static/games.js";
import { errandOf } from "../../src/fourline/web/static/seats.js";
import { UNKNOWN, update } from "../../src/fourline/web/static/state.js";
import { init, snapshot } from "./wire.js";

/** @param {...any} messages */
const after = (...messages) => messages.reduce((state, message) => update(state, message), UNKNOWN);

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

test("the tally is told from the second game on, ourselves first", () => {
  const tally = { host: 2, guest: 1, draws: 1 };
  assert.equal(tallyText(after(init(), snapshot({ tally }))), "");
  assert.equal(tallyText(after(init(), snapshot({ tally, game: 5 }))), "Ada 2 – 1 Ben, 1 draw");
  assert.equal(tallyText(after(init({ role: "guest" }), snapshot({ tally, game: 5 }))), "Ben 1 – 2 Ada, 1 draw");
  const even = { host: 1, guest: 1, draws: 0 };
  assert.equal(tallyText(after(init(), snapshot({ tally: even, game: 3 }))), "Ada 1 – 1 Ben");
});
