import assert from "node:assert/strict";
import test from "node:test";

import { remaining } from "../../src/fourline/web/static/events.js";
import { played, UNKNOWN, update } from "../../src/fourline/web/static/state.js";
import { init, play, snapshot } from "./wire.js";

/** @import { State } from "../../src/fourline/web/static/state.js" */

/** @param {...any} messages */
const after = (...messages) => messages.reduce((state, message) => update(state, message), UNKNOWN);

/** @param {State} state @param {Record<string, unknown>} event @param {number} [now] */
const then = (state, event, now) => update(state, /** @type {any} */ ({ seq: state.seq + 1, ...event }), now);

const CLOCK = { initial_ms: 60_000, increment_ms: 2000, red_ms: 60_000, yellow_ms: 60_000, running: null };
const playing = after(init(), snapshot({ moves: "44" }));
const timed = update(after(init()), snapshot({ clock: CLOCK }), 1000);

test("a takeback leaves what remains, and ends offers about the board", () => {
  const offered = then(then(playing, { type: "offer", offer: "draw", seat: "guest" }), { type: "offer", offer: "takeback", seat: "host" });
  const state = then(offered, { type: "takeback", moves: "4" });
  assert.deepEqual(state.moves, [3]);
  assert.deepEqual(state.offers, { draw: null, takeback: null, rematch: null });
  assert.deepEqual(state.news, { type: "takeback" });
});

test("a takeback drops our pending move", () => {
  assert.equal(then(played(playing, 0, "x-1"), { type: "takeback", moves: "4" }).pending, null);
});

test("a move ends open draw and takeback offers", () => {
  const offered = then(playing, { type: "offer", offer: "draw", seat: "guest" });
  assert.equal(offered.offers.draw, "guest");
  assert.equal(update(offered, play(4, 3, 0)).offers.draw, null);
});

test("offers open, and end declined or withdrawn", () => {
  const offered = then(playing, { type: "offer", offer: "draw", seat: "host" });
  for (const type of ["declined", "withdrawn"]) {
    const state = then(offered, { type, offer: "draw", seat: "guest" });
    assert.equal(state.offers.draw, null);
    assert.deepEqual(state.news, { type, offer: "draw", seat: "guest" });
  }
});

test("our own offers are counted, the other's are not, and a new game begins anew", () => {
  const once = then(playing, { type: "offer", offer: "draw", seat: "host" });
  assert.deepEqual(once.made, { draw: 1 });
  assert.deepEqual(then(once, { type: "offer", offer: "takeback", seat: "guest" }).made, { draw: 1 });
  assert.deepEqual(then(once, { type: "start", game: 2, colors: playing.colors }).made, {});
});

test("a start clears the board, swaps the colors and keeps the tally", () => {
  const won = then(playing, { type: "win", player: "red", reason: "resignation", game_id: "G" });
  assert.deepEqual(won.tally, { host: 1, guest: 0, draws: 0 });
  const state = then(then(won, { type: "offer", offer: "rematch", seat: "guest" }), {
    type: "start",
    game: 2,
    colors: { red: "guest", yellow: "host" },
  });
  assert.deepEqual([state.moves, state.outcome, state.game, state.startPly], [[], null, 2, 0]);
  assert.deepEqual(state.colors, { red: "guest", yellow: "host" });
  assert.deepEqual(state.tally, won.tally);
  assert.equal(state.offers.rematch, null);
});

test("wins count for the seat, not the color; draws for both; aborted games for nobody", () => {
  const swapped = after(init(), snapshot({ moves: "44", colors: { red: "guest", yellow: "host" } }));
  assert.deepEqual(then(swapped, { type: "win", player: "red", reason: "timeout" }).tally, { host: 0, guest: 1, draws: 0 });
  assert.deepEqual(then(swapped, { type: "draw", reason: "agreement" }).tally, { host: 0, guest: 0, draws: 1 });
  const aborted = then(swapped, { type: "aborted" });
  assert.deepEqual(aborted.tally, { host: 0, guest: 0, draws: 0 });
  assert.deepEqual(aborted.outcome, { winner: null, reason: "aborted", lines: [] });
});

test("names and switches change", () => {
  assert.equal(then(playing, { type: "renamed", seat: "guest", name: "Eve" }).names.guest, "Eve");
  assert.equal(then(playing, { type: "renamed", seat: "host", name: null }).names.host, null);
  assert.equal(then(playing, { type: "privacy", private: true }).isPrivate, true);
  assert.equal(then(playing, { type: "listing", listed: true }).isListed, true);
});

test("the clock runs from the first move on, for who is to move", () => {
  assert.equal(timed.clock?.running, null);
  const moved = update(timed, { ...play(3, 1, 3), clock: { red_ms: 60_000, yellow_ms: 60_000 } }, 5000);
  assert.deepEqual(moved.clock, { red_ms: 60_000, yellow_ms: 60_000, running: "yellow", at: 5000 });
  const answered = update(moved, { ...play(4, 2, 3), clock: { red_ms: 60_000, yellow_ms: 58_000 } }, 9000);
  assert.deepEqual(answered.clock, { red_ms: 60_000, yellow_ms: 58_000, running: "red", at: 9000 });
});

test("if red moved before yellow came, the clock runs from then on", () => {
  const alone = update(after(init()), snapshot({ clock: CLOCK, moves: "4", seated: { host: true, guest: false } }), 1000);
  const joined = then(alone, { type: "joined", seat: "guest", name: null }, 8000);
  assert.deepEqual(joined.clock, { red_ms: 60_000, yellow_ms: 60_000, running: "yellow", at: 8000 });
});

test("a position that was set up doesn't start the clock", () => {
  const set = update(after(init()), snapshot({ clock: CLOCK, moves: "4455", start_ply: 4, seated: { host: true, guest: false } }), 0);
  assert.equal(then(set, { type: "joined", seat: "guest" }, 500).clock?.running, null);
});

test("the end stops the clock: at the times told, or at what it shows", () => {
  const running = update(timed, { ...play(3, 1, 3), clock: { red_ms: 60_000, yellow_ms: 60_000 } }, 0);
  const flagged = then(running, { type: "win", player: "red", reason: "timeout", clock: { red_ms: 60_000, yellow_ms: 0 } }, 9);
  assert.deepEqual(flagged.clock, { red_ms: 60_000, yellow_ms: 0, running: null, at: 9 });
  const aborted = then(running, { type: "aborted" }, 4000);
  assert.deepEqual(aborted.clock, { red_ms: 60_000, yellow_ms: 56_000, running: null, at: 4000 });
});

test("an offer leaves the clock alone", () => {
  const running = update(timed, { ...play(3, 1, 3), clock: { red_ms: 60_000, yellow_ms: 60_000 } }, 0);
  assert.equal(then(running, { type: "offer", offer: "draw", seat: "guest" }, 500).clock, running.clock);
});

test("a takeback and a start tell the times; before the first move the clock stands still", () => {
  const clock = { red_ms: 41_000, yellow_ms: 42_000 };
  const running = update(timed, { ...play(3, 1, 3), clock }, 0);
  assert.deepEqual(then(running, { type: "takeback", moves: "", clock }, 5).clock, { ...clock, running: null, at: 5 });
  const start = { type: "start", game: 2, colors: timed.colors, clock: { red_ms: 60_000, yellow_ms: 60_000 } };
  assert.deepEqual(then(running, start, 6).clock, { red_ms: 60_000, yellow_ms: 60_000, running: null, at: 6 });
});

test("what is left is computed from instants, never below 0", () => {
  const clock = { red_ms: 10_000, yellow_ms: 20_000, running: /** @type {const} */ ("red"), at: 1000 };
  assert.equal(remaining(clock, "red", 3500), 7500);
  assert.equal(remaining(clock, "red", 3_600_000), 0);
  assert.equal(remaining(clock, "yellow", 3_600_000), 20_000);
  assert.equal(remaining(clock, "red", 0), 10_000);
});
