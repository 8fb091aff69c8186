import assert from "node:assert/strict";
import test from "node:test";

import { faceOf } from "../../src/fourline/web/static/panels.js";
import { UNKNOWN, update } from "../../src/fourline/web/static/state.js";
import { init, snapshot } from "./wire.js";

/** @param {...any} messages */
const after = (...messages) => messages.reduce(update, UNKNOWN);

const alone = after(init(), snapshot({ seated: { host: true, guest: false } }));

test("before the first state the page is loading, or stopped", () => {
  assert.equal(faceOf({ state: UNKNOWN, phase: "connecting" }), "loading");
  assert.equal(faceOf({ state: UNKNOWN, phase: "lost" }), "loading");
  assert.equal(faceOf({ state: UNKNOWN, phase: "stopped" }), "stopped");
});

test("a lone host sees the links until somebody joins", () => {
  assert.equal(faceOf({ state: alone, phase: "open" }), "waiting");
  assert.equal(faceOf({ state: alone, phase: "lost" }), "waiting");
  assert.equal(faceOf({ state: update(alone, { type: "joined", seq: 3, seat: "guest" }), phase: "open" }), "playing");
});

test("whatever ends the connection, the board stays", () => {
  assert.equal(faceOf({ state: after(init(), snapshot()), phase: "stopped" }), "playing");
});
