import assert from "node:assert/strict";
import test from "node:test";

import { parseMoves } from "../../src/fourline/web/static/position.js";
import { leftAt, onwardFrom, plyOf, wordsAt } from "../../src/fourline/web/static/replay.js";

/** @param {Partial<import("../../src/fourline/web/static/replay.js").Game>} [changes] */
const game = (changes) => ({
  moves: parseMoves("44534"),
  names: { red: "Ada", yellow: "Ben" },
  lefts: ["", "", "2:59", "2:58", "2:57"],
  initial: "3:00",
  isOpen: true,
  flagged: null,
  clock: "180+2",
  ...changes,
});

test("an address names a ply of the game, or none", () => {
  assert.equal(plyOf("#3", 5), 3);
  assert.equal(plyOf("#0", 5), 0);
  for (const hash of ["", "#", "#5", "#42", "#-1", "#x", "#1x", "#1.5", "#007", "3"]) assert.equal(plyOf(hash, 5), null);
});

test("a clock shows what was left after the color's last move", () => {
  assert.equal(leftAt(game(), "red", 0), "3:00");
  assert.equal(leftAt(game(), "red", 2), "3:00");
  assert.equal(leftAt(game(), "red", 3), "2:59");
  assert.equal(leftAt(game(), "yellow", 3), "3:00");
  assert.equal(leftAt(game(), "red", 4), "2:59");
  assert.equal(leftAt(game(), "yellow", 5), "2:58");
  assert.equal(leftAt(game(), "red", 5), "2:57");
});

test("a clock that ran out shows so at the end only", () => {
  assert.equal(leftAt(game({ flagged: "yellow" }), "yellow", 5), "0.0");
  assert.equal(leftAt(game({ flagged: "yellow" }), "yellow", 4), "2:58");
  assert.equal(leftAt(game({ flagged: "yellow" }), "red", 5), "2:57");
});

test("a position is told by its number and its last move", () => {
  assert.equal(wordsAt(game(), 0), "Before the first move.");
  assert.equal(wordsAt(game(), 3), "Move 3 of 5. Ada: column 5.");
  assert.equal(wordsAt(game(), 4), "Move 4 of 5. Ben: column 3.");
});

test("a new game begins with the position, its side to move ours, under the same clock", () => {
  assert.equal(onwardFrom(game(), 3, "Zoë"), "/play?moves=445&color=yellow&name=Zo%C3%AB&clock=180%2B2");
  assert.equal(onwardFrom(game({ clock: "" }), 0), "/play?moves=&color=red");
});

test("a position that is over leads nowhere, those before it do", () => {
  assert.equal(onwardFrom(game({ isOpen: false }), 5), null);
  assert.equal(onwardFrom(game({ isOpen: false, clock: "" }), 4), "/play?moves=4453&color=red");
  assert.equal(onwardFrom(game({ clock: "" }), 5), "/play?moves=44534&color=yellow");
});
