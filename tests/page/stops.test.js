import assert from "node:assert/strict";
import test from "node:test";

import { UNKNOWN, update } from "../../src/fourline/web/static/state.js";
import { stopText } from "../../src/fourline/web/static/stops.js";
import { init, snapshot } from "./wire.js";

/** @param {...any} messages */
const after = (...messages) => messages.reduce(update, UNKNOWN);

const host = after(init(), snapshot());

test("every stop has a title, and a way on", () => {
  assert.equal(stopText(4500, host).title, "Game not found");
  assert.equal(stopText(4500, host).again, null);
  assert.equal(stopText(4503, host).again, "Continue here");
  assert.equal(stopText(4599, host).title, "Disconnected");
});

test("who was not let in hears the server's words, who was hears no old ones", () => {
  const refusal = { type: "error", code: "rate_limited", message: "Too many new games." };
  const outside = update(UNKNOWN, /** @type {any} */ (refusal));
  assert.equal(stopText(1000, outside).text, "Too many new games.");
  assert.equal(stopText(4502, outside).title, "Too many connections");
  assert.equal(stopText(1000, update(host, /** @type {any} */ (refusal))).title, "Disconnected");
});

test("a spectator whom the host sent away is told so", () => {
  assert.equal(stopText(4500, after(init({ role: "spectator" }), snapshot())).title, "No longer open");
});
