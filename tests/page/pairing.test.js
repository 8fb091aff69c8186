import assert from "node:assert/strict";
import test from "node:test";

import { heard, IDLE, refused, stop, take, want } from "../../src/fourline/web/static/pairing.js";

/** @typedef {import("../../src/fourline/web/static/pairing.js").State} State */
/** @typedef {import("../../src/fourline/web/static/pairing.js").Wish} Wish */
/** @typedef {import("../../src/fourline/web/protocol").SeekListed} SeekListed */

const BLITZ = { initial_ms: 180_000, increment_ms: 2000 };
const LONG = { initial_ms: 600_000, increment_ms: 0 };

/** @param {Partial<Wish>} [changes] @returns {Wish} */
const wish = (changes) => ({ secret: "s", name: undefined, clock: BLITZ, color: "random", isQuick: true, ...changes });

/** @param {string} id @param {Partial<SeekListed>} [changes] @returns {SeekListed} */
const seek = (id, changes) => ({ seek: id, name: null, clock: BLITZ, color: "random", ...changes });

/** @param {...SeekListed} seeks the latest first */
const lobby = (...seeks) => ({ type: /** @type {const} */ ("lobby"), people: 9, seeks, games: [] });

/** @param {...SeekListed} seeks */
const seeing = (...seeks) => heard(IDLE, lobby(...seeks))[0];

const OURS = { type: "seek", secret: "s", clock: BLITZ, color: "random" };
const GONE = { code: "seek_gone", message: "This seek is gone." };

/** Somebody who has offered, as "ours", after "old". @param {Partial<Wish>} [changes] */
function offered(changes) {
  const [state] = want(seeing(seek("old", { clock: LONG })), wish(changes));
  const own = seek("ours", { name: changes?.name ?? null, clock: changes?.clock ?? BLITZ });
  return heard(state, lobby(own, seek("old", { clock: LONG })))[0];
}

test("whoever looks takes the one who has waited longest for the same", () => {
  const lobbyNow = seeing(seek("c"), seek("b", { clock: LONG }), seek("a"), seek("x", { clock: null }));
  const [state, ...requests] = want(lobbyNow, wish({ name: "Ada" }));
  assert.deepEqual(requests, [{ type: "take", seek: "a", secret: "s", name: "Ada" }]);
  assert.equal(state.isOffered, false);
});

test("no clock is a clock like the others", () => {
  assert.deepEqual(want(seeing(seek("a"), seek("x", { clock: null })), wish({ clock: null }))[1], {
    type: "take",
    seek: "x",
    secret: "s",
  });
});

test("whoever finds nobody offers it", () => {
  const [state, ...requests] = want(seeing(seek("a", { clock: LONG })), wish({ name: "Ada", color: "red" }));
  assert.deepEqual(requests, [{ ...OURS, color: "red", name: "Ada" }]);
  assert.equal(state.isOffered, true);
});

test("an offer of one's own making takes nobody", () => {
  const [state, request] = want(seeing(seek("a")), wish({ isQuick: false }));
  assert.equal(request?.type, "seek");
  const [next, ...more] = heard(state, lobby(seek("ours"), seek("b"), seek("a")));
  assert.deepEqual(more, []);
  assert.equal(next.mine, "ours");
});

test("our own seek is the new one that says what we said", () => {
  const [state] = want(seeing(seek("a", { clock: LONG })), wish({ name: "Ada" }));
  const seeks = [seek("z", { name: "Zoë" }), seek("y", { name: "Ada", clock: LONG }), seek("ours", { name: "Ada" })];
  assert.equal(heard(state, lobby(...seeks, seek("a", { clock: LONG })))[0].mine, "ours");
});

test("until the lobby shows our own seek, nobody is taken", () => {
  const [state] = want(seeing(), wish());
  const [next, ...requests] = heard(state, lobby(seek("b", { color: "red" })));
  assert.equal(next.mine, null);
  assert.deepEqual(requests, []);
});

test("of two who offer at the same moment, the later takes the earlier, not both each other", () => {
  const [first, second] = [want(seeing(), wish()), want(seeing(), wish({ name: "Ada" }))].map(([state]) => state);
  const both = lobby(seek("second", { name: "Ada" }), seek("first"));
  assert.deepEqual(heard(/** @type {State} */ (second), both)[1], { type: "take", seek: "first", secret: "s", name: "Ada" });
  const [state, ...requests] = heard(/** @type {State} */ (first), both);
  assert.equal(state.mine, "first");
  assert.deepEqual(requests, []);
});

test("whoever took too late takes the next, or else offers", () => {
  const [taking] = want(seeing(seek("b"), seek("a")), wish());
  const [next, request] = refused(taking, GONE);
  assert.deepEqual(request, { type: "take", seek: "b", secret: "s" });
  assert.deepEqual(refused(next, GONE)[1], OURS);
  assert.equal(refused(next, GONE)[0].notice, "");
});

test("whoever has offered and took too late waits for the lobby's next look", () => {
  const [taking] = heard(offered(), lobby(seek("ours"), seek("b"), seek("a")));
  assert.equal(taking.taking?.seek, "a");
  const [waiting, ...requests] = refused(taking, GONE);
  assert.deepEqual(requests, []);
  assert.deepEqual(heard(waiting, lobby(seek("ours"), seek("b")))[1], { type: "take", seek: "b", secret: "s" });
  assert.deepEqual(heard(waiting, lobby(seek("ours"), seek("a"))).length, 1);
});

test("one taking at a time", () => {
  const [taking] = take(seeing(seek("a"), seek("b")), "a", "other", undefined);
  assert.deepEqual(take(taking, "b", "other", undefined), [taking]);
  assert.deepEqual(heard(taking, lobby(seek("b"))).length, 1);
});

test("whoever chooses somebody by hand and is too late is told, and takes nobody else", () => {
  const [taking, request] = take(seeing(seek("a"), seek("b")), "a", "other", "Ada");
  assert.deepEqual(request, { type: "take", seek: "a", secret: "other", name: "Ada" });
  const [state, ...requests] = refused(taking, GONE);
  assert.equal(state.notice, "Somebody else was faster.");
  assert.equal(state.taking, null);
  assert.deepEqual(requests, []);
});

test("whoever looks and chooses by hand has one secret for both", () => {
  assert.equal(take(offered(), "old", "other", undefined)[0].taking?.secret, "s");
});

test("a seek that turns out to be our own is known as such from then on", () => {
  const [taking] = take({ ...offered(), mine: null }, "ours", "other", undefined);
  const refusal = { code: "not_available", message: "" };
  assert.equal(refused(taking, refusal)[0].mine, "ours");
  const [other] = take(offered(), "old", "other", undefined);
  assert.equal(refused(other, refusal)[0].mine, "ours");
});

test("an offer that the server refuses ends the search, and says why", () => {
  const [state, ...requests] = refused(offered(), { code: "room_full", message: "Too many." });
  assert.deepEqual([state.wish, state.isOffered, state.mine, state.notice], [null, false, null, "Too many."]);
  assert.deepEqual(requests, []);
});

test("on a new connection all is said again that may have been lost, with the same secret", () => {
  const again = lobby(seek("a", { clock: LONG }));
  assert.deepEqual(heard(offered(), again, true)[1], OURS);
  const [taking] = take(seeing(seek("a", { clock: LONG })), "a", "other", undefined);
  assert.deepEqual(heard(taking, again, true)[1], { type: "take", seek: "a", secret: "other" });
  assert.equal(heard(IDLE, again, true).length, 1);
});

test("a seek that survived the connection is still ours; after a restart the new one is", () => {
  const [back] = heard(offered(), lobby(seek("ours")), true);
  assert.equal(back.mine, "ours");
  const [restarted] = heard(offered(), lobby(), true);
  assert.equal(restarted.mine, null);
  assert.equal(heard(restarted, lobby(seek("new")))[0].mine, "new");
});

test("whoever stops takes the offer back and doesn't fall for it when looking again", () => {
  const [stopped, request] = stop(offered());
  assert.deepEqual(request, { type: "unseek" });
  assert.deepEqual([stopped.wish, stopped.mine], [null, null]);
  // The lobby hasn't told yet that it is gone.
  assert.equal(want(stopped, wish())[1]?.type, "seek");
});
