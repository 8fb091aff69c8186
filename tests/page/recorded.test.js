// Recorded games: what the server sent, and the board that its own fold gives after each message. Ours must agree.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

import { indexOf, positionAfter } from "../../src/fourline/web/static/position.js";
import { shownMoves, UNKNOWN, update } from "../../src/fourline/web/static/state.js";

const folder = new URL("../recorded/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

/**
 * Return the board as rows from the top, with r, y and dots.
 * @param {import("../../src/fourline/web/static/state.js").State} state
 */
function rows(state) {
  const { discs } = positionAfter(shownMoves(state));
  return [5, 4, 3, 2, 1, 0].map((row) =>
    [0, 1, 2, 3, 4, 5, 6].map((column) => discs[indexOf([column, row])]?.[0] ?? ".").join(""),
  );
}

test("there are recorded games", () => assert.notEqual(files.length, 0));

for (const file of files) {
  const { name, messages, boards } = JSON.parse(readFileSync(new URL(file, folder), "utf-8"));
  test(`${file}: ${name}`, () => {
    assert.notEqual(messages.length, 0);
    assert.equal(messages.length, boards.length);
    let state = UNKNOWN;
    messages.forEach((/** @type {any} */ message, /** @type {number} */ index) => {
      state = update(state, message);
      assert.deepEqual(rows(state), boards[index], `after message ${index}, ${message.type}`);
    });
    assert.equal(state.syncing, false);
  });
}
