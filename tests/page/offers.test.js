import assert from "node:assert/strict";
import test from "node:test";

import { actionsOf, claimOf, offerOf } from "../../src/fourline/web/static/offers.js";
import { asking, UNKNOWN, update } from "../../src/fourline/web/static/state.js";
import { init, snapshot } from "./wire.js";

/** @param {...any} messages */
const after = (...messages) => messages.reduce((state, message) => update(state, message), UNKNOWN);

/** @param {string} moves @param {any} [changes] */
const host = (moves, changes) => after(init(), snapshot({ moves, ...changes }));

const over = { outcome: { winner: null, reason: "agreement" } };

test("before red's second move a game is aborted, afterwards resigned", () => {
  assert.deepEqual(actionsOf(host("")), ["draw", "abort"]);
  assert.deepEqual(actionsOf(host("44")), ["takeback", "draw", "abort"]);
  assert.deepEqual(actionsOf(host("445")), ["takeback", "draw", "resign"]);
});

test("what was set up doesn't count", () => {
  assert.deepEqual(actionsOf(host("4455", { start_ply: 4 })), ["draw", "abort"]);
});

test("only an own move can be taken back", () => {
  const guest = (/** @type {string} */ moves) => after(init({ role: "guest" }), snapshot({ moves }));
  assert.equal(actionsOf(guest("4")).includes("takeback"), false);
  assert.equal(actionsOf(guest("44")).includes("takeback"), true);
  assert.equal(actionsOf(guest("445")).includes("takeback"), true);
  assert.equal(actionsOf(host("4")).includes("takeback"), true);
});

test("spectators and who is alone do nothing", () => {
  assert.deepEqual(actionsOf(after(init({ role: "spectator" }), snapshot({ moves: "4455" }))), []);
  assert.deepEqual(actionsOf(host("4", { seated: { host: true, guest: false } })), []);
});

test("after the end there is a rematch, with an opponent whose page can", () => {
  assert.deepEqual(actionsOf(host("4455", over)), ["rematch"]);
  const classic = { type: "presence", host: true, guest: true, spectators: 0, classic: true };
  assert.deepEqual(actionsOf(after(init(), snapshot({ moves: "4455", ...over }), classic)), []);
  assert.deepEqual(actionsOf(after(init(), snapshot({ moves: "4455" }), classic)), ["draw", "resign"]);
});

test("an open offer isn't made again", () => {
  for (const seat of ["host", "guest"]) {
    const offers = { draw: seat, takeback: null, rematch: null };
    assert.deepEqual(actionsOf(host("4455", { offers })), ["takeback", "resign"]);
  }
});

test("three offers of a kind are enough, and so is what the server says", () => {
  let state = host("4455");
  for (const seq of [3, 5, 7]) {
    assert.equal(actionsOf(state).includes("draw"), true);
    state = update(state, { type: "offer", seq, offer: "draw", seat: "host" });
    state = update(state, { type: "declined", seq: seq + 1, offer: "draw", seat: "guest" });
  }
  assert.deepEqual(actionsOf(state), ["takeback", "resign"]);
  const refusal = { type: "error", code: "too_many_offers", message: "", id: "x-1" };
  const spent = update(asking(host("4455"), "takeback", "x-1"), /** @type {any} */ (refusal));
  assert.deepEqual(actionsOf(spent), ["draw", "resign"]);
});

test("offers are ours to withdraw, theirs to answer, or not our business", () => {
  const offers = { draw: /** @type {const} */ ("host"), takeback: /** @type {const} */ ("guest"), rematch: null };
  assert.equal(offerOf(host("44", { offers }), "draw"), "ours");
  assert.equal(offerOf(host("44", { offers }), "takeback"), "theirs");
  assert.equal(offerOf(host("44", { offers }), "rematch"), null);
  assert.equal(offerOf(after(init({ role: "spectator" }), snapshot({ offers })), "draw"), null);
});

test("a claim counts down to the instant from which it can be made", () => {
  const claim = { seat: "guest", in_ms: 43_000 };
  const gone = { type: "presence", host: true, guest: false, spectators: 0, claim };
  const state = update(host("4455"), /** @type {any} */ (gone), 1000);
  assert.deepEqual(claimOf(state, 1000), { isDue: false, text: "Ben is away. You can claim the win in 43 s." });
  assert.match(claimOf(state, 43_500)?.text ?? "", /in 1 s/);
  assert.equal(claimOf(state, 44_000)?.isDue, true);
  const guest = update(after(init({ role: "guest" }), snapshot({ moves: "4455" })), /** @type {any} */ (gone), 1000);
  assert.equal(claimOf(guest, 44_000), null);
  assert.equal(claimOf(host("4455"), 0), null);
});
