import assert from "node:assert/strict";
import test from "node:test";

import { countText, hintText } from "../../src/fourline/web/static/hint.js";
import { UNKNOWN, update } from "../../src/fourline/web/static/state.js";
import { init, play, snapshot } from "./wire.js";

/** @import { State } from "../../src/fourline/web/static/state.js" */

const BOT = /** @type {const} */ ({ seat: "guest", level: 3, hints: 0 });

/** @param {...any} messages */
const after = (...messages) => messages.reduce((state, message) => update(state, message), UNKNOWN);

/** @param {State} state @param {Record<string, unknown>} event */
const then = (state, event) => update(state, /** @type {any} */ ({ seq: state.seq + 1, ...event }));

const playing = after(init(), snapshot({ moves: "44", bot: BOT }));

/** @type {(columns: number[], score: number, ply?: number) => string} */
const said = (columns, score, ply = 2) => hintText({ type: "hint", ply, columns, score });

test("a snapshot says who the bot is, or that there is none", () => {
  assert.deepEqual(playing.bot, BOT);
  assert.equal(after(init(), snapshot()).bot, null);
});

test("hints are counted, until another game begins", () => {
  const twice = then(then(playing, { type: "hinted", seat: "host" }), { type: "hinted", seat: "host" });
  assert.equal(countText(twice), "2 hints in this game");
  assert.equal(countText(then(playing, { type: "hinted", seat: "host" })), "1 hint in this game");
  assert.equal(countText(playing), "");
  const next = then(twice, { type: "start", game: 2, colors: { red: "guest", yellow: "host" } });
  assert.equal(next.bot?.hints, 0);
  assert.equal(next.bot?.level, 3);
});

test("a hint is for the position on the board, and no other", () => {
  const hint = /** @type {const} */ ({ type: "hint", ply: 2, columns: [3], score: 1 });
  const hinted = update(playing, { ...hint, columns: [3] });
  assert.deepEqual(hinted.hint?.columns, [3]);
  assert.equal(update(hinted, play(3, 3, 0)).hint, null);
  assert.equal(then(hinted, { type: "takeback", moves: "" }).hint, null);
  assert.equal(update(hinted, snapshot({ moves: "44", bot: BOT })).hint, null);
});

test("hints in words", () => {
  assert.equal(hintText(null), "");
  assert.equal(said([3], 0), "Column 4: it keeps the draw.");
  assert.equal(said([2, 3], 1), "Columns 3 or 4: it wins in 20 moves.");
  assert.equal(said([0, 3, 6], 18, 6), "Columns 1, 4 or 7: it wins now.");
  assert.equal(said([3], -16, 9), "Column 4: it holds out longest; the bot can win with the next move.");
});
