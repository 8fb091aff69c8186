import assert from "node:assert/strict";
import test from "node:test";

import * as states from "../../src/fourline/web/static/state.js";
import { init, play, snapshot } from "./wire.js";

const { asking, isOurMove, isWaiting, openColumns, played, shownMoves, turn, UNKNOWN, update } = states;

/** @param {...any} messages */
const after = (...messages) => messages.reduce(update, UNKNOWN);

const playing = after(init(), snapshot());

test("init says who we are", () => {
  const state = after(init({ role: "spectator", notice: "seat_taken" }));
  assert.equal(state.role, "spectator");
  assert.equal(state.room, "R");
  assert.equal(state.notice, "seat_taken");
  assert.equal(after(init({ role: "guest" }), init({ role: "guest" })).notice, null);
});

test("a snapshot replaces everything, whatever our number was", () => {
  const state = update({ ...playing, seq: 99, syncing: true }, snapshot({ seq: 5, moves: "443" }));
  assert.equal(state.seq, 5);
  assert.deepEqual(state.moves, [3, 3, 2]);
  assert.equal(state.syncing, false);
});

test("the next event is applied", () => {
  const state = update(playing, play(3, 1, 4));
  assert.deepEqual(state.moves, [4]);
  assert.equal(state.seq, 3);
});

test("an event seen before is dropped", () => {
  const state = after(init(), snapshot(), play(3, 1, 4));
  assert.equal(update(state, play(3, 1, 4)), state);
  assert.equal(update(state, play(2, 1, 4)), state);
});

test("a gap changes nothing but asks for a snapshot", () => {
  const state = update(playing, play(4, 2, 4));
  assert.deepEqual(state, { ...playing, syncing: true });
});

test("the next event with a ply that does not follow asks for a snapshot", () => {
  assert.deepEqual(update(playing, play(3, 2, 4)), { ...playing, syncing: true });
});

test("an unknown numbered message asks for a snapshot, an unknown other one does nothing", () => {
  const later = /** @type {any} */ ({ type: "promoted", seq: 3 });
  assert.equal(update(playing, later).syncing, true);
  assert.equal(update(playing, { ...later, seq: 2 }), playing);
  assert.equal(update(playing, /** @type {any} */ ({ type: "wave" })), playing);
});

test("joined seats and names", () => {
  const alone = snapshot({ seq: 1, seated: { host: true, guest: false }, names: { host: null, guest: null } });
  const state = after(init(), alone, { type: "joined", seq: 2, seat: "guest", name: "Ben" });
  assert.deepEqual(state.seated, { host: true, guest: true });
  assert.deepEqual(state.names, { host: null, guest: "Ben" });
  assert.equal(after(init(), alone, { type: "joined", seq: 2, seat: "guest" }).names.guest, null);
  const seen = update(after(init(), alone), { type: "presence", host: true, guest: false, spectators: 1 });
  const joined = update(seen, { type: "joined", seq: 2, seat: "guest" });
  assert.deepEqual(joined.presence, { host: true, guest: true, spectators: 1, classic: false });
});

test("a win and a draw end the game", () => {
  const lines = [[[0, 0], [1, 0], [2, 0], [3, 0]]];
  const won = update(playing, /** @type {any} */ ({ type: "win", seq: 3, player: "yellow", reason: "line", lines }));
  assert.deepEqual(won.outcome, { winner: "yellow", reason: "line", lines, game_id: null });
  assert.equal(turn(won), null);
  assert.equal(isOurMove(won), false);
  const resigned = update(playing, { type: "win", seq: 3, player: "red", reason: "resignation" });
  assert.deepEqual(resigned.outcome, { winner: "red", reason: "resignation", lines: [], game_id: null });
  const drawn = update(playing, { type: "draw", seq: 3, reason: "board_full", game_id: "G" });
  assert.deepEqual(drawn.outcome, { winner: null, reason: "board_full", lines: [], game_id: "G" });
});

test("presence is kept without a number", () => {
  const state = update(playing, { type: "presence", host: true, guest: false, spectators: 12 });
  assert.deepEqual(state.presence, { host: true, guest: false, spectators: 12, classic: false });
  assert.equal(state.seq, playing.seq);
});

test("bye and pong change nothing", () => {
  assert.equal(update(playing, { type: "bye", retry_ms: 5 }), playing);
  assert.equal(update(playing, { type: "pong", t: 1 }), playing);
});

test("our own move shows at once, and is the opponent's turn then", () => {
  const state = played(playing, 4, "x-1");
  assert.deepEqual(shownMoves(state), [4]);
  assert.deepEqual(state.moves, []);
  assert.equal(turn(state), "yellow");
  assert.equal(isOurMove(state), false);
});

test("its event settles a pending move without showing it twice", () => {
  const state = update(played(playing, 4, "x-1"), play(3, 1, 4));
  assert.equal(state.pending, null);
  assert.deepEqual(shownMoves(state), [4]);
  assert.equal(update(state, { type: "ok", id: "x-1", seq: 3 }), state);
});

test("an ok settles a pending move, another's ok does not", () => {
  const state = played(playing, 4, "x-1");
  assert.equal(update(state, { type: "ok", id: "x-9" }), state);
  assert.equal(update(state, { type: "ok", id: "x-1" }).pending, null);
});

test("a refusal takes a pending move back and says why", () => {
  const refusal = { type: "error", code: "not_your_turn", message: "It isn't your turn.", id: "x-1" };
  const state = update(played(playing, 4, "x-1"), /** @type {any} */ (refusal));
  assert.deepEqual(shownMoves(state), []);
  assert.deepEqual(state.refusal, { code: "not_your_turn", message: "It isn't your turn." });
  assert.equal(update(state, play(3, 1, 2)).refusal, null);
  assert.equal(played(state, 1, "x-2").refusal, null);
});

test("unavailable and others' errors leave a pending move where it is", () => {
  const state = played(playing, 4, "x-1");
  const unavailable = { type: "error", code: "unavailable", message: "Not now.", id: "x-1" };
  assert.deepEqual(shownMoves(update(state, /** @type {any} */ (unavailable))), [4]);
  assert.deepEqual(shownMoves(update(state, { type: "error", code: "bad_message", message: "No." })), [4]);
});

test("a snapshot keeps a pending move only while it can still be made", () => {
  const state = played(playing, 4, "x-1");
  assert.deepEqual(shownMoves(update(state, snapshot())), [4]);
  assert.deepEqual(shownMoves(update(state, snapshot({ seq: 3, moves: "5" }))), [4]);
  const over = snapshot({ seq: 3, outcome: { winner: "yellow", reason: "resignation" } });
  assert.equal(update(state, over).pending, null);
});

test("columns are open on our move only, and only while there is room", () => {
  assert.deepEqual(openColumns(playing), Array(7).fill(true));
  const state = after(init(), snapshot({ moves: "444444" }));
  assert.deepEqual(openColumns(state), [true, true, true, false, true, true, true]);
  assert.deepEqual(openColumns(update(state, play(3, 7, 0))), Array(7).fill(false));
  assert.deepEqual(openColumns(after(init({ role: "spectator" }), snapshot())), Array(7).fill(false));
  assert.deepEqual(openColumns(after(init())), Array(7).fill(false));
});

test("colors decide whose move it is", () => {
  const swapped = snapshot({ colors: { red: "guest", yellow: "host" } });
  assert.equal(isOurMove(after(init(), swapped)), false);
  assert.equal(isOurMove(after(init({ role: "guest" }), swapped)), true);
});

test("only a host who is alone on an empty board waits", () => {
  const alone = snapshot({ seated: { host: true, guest: false } });
  assert.equal(isWaiting(after(init(), alone)), true);
  assert.equal(isWaiting(after(init({ role: "spectator" }), alone)), false);
  assert.equal(isWaiting(after(init(), { ...alone, moves: "4" })), false);
  assert.equal(isWaiting(playing), false);
});

test("a claim is kept as an instant of our own, and goes with the next presence", () => {
  const claim = { seat: /** @type {const} */ ("guest"), in_ms: 5000 };
  const gone = update(playing, { type: "presence", host: true, guest: false, spectators: 0, claim }, 1000);
  assert.deepEqual(gone.claim, { seat: "guest", at: 6000 });
  assert.equal(update(gone, { type: "presence", host: true, guest: true, spectators: 0 }).claim, null);
});

test("a command waits for its answer, whatever it is", () => {
  const waiting = asking(asking(playing, "draw", "x-1"), "privacy", "x-2");
  assert.deepEqual(update(waiting, { type: "ok", id: "x-1" }).asked, [{ id: "x-2", what: "privacy" }]);
  const refused = update(waiting, { type: "error", code: "stale", message: "", id: "x-2" });
  assert.deepEqual(refused.asked, [{ id: "x-1", what: "draw" }]);
  assert.equal(update(waiting, { type: "error", code: "unavailable", message: "", id: "x-2" }).asked.length, 2);
});

test("what the server lets us offer no more is known until the next game", () => {
  const refusal = { type: "error", code: "too_many_offers", message: "", id: "x-1" };
  const spent = update(asking(playing, "draw", "x-1"), /** @type {any} */ (refusal));
  assert.deepEqual(spent.spent, ["draw"]);
  assert.deepEqual(update(spent, snapshot()).spent, ["draw"]);
  assert.deepEqual(update(spent, snapshot({ game: 2 })).spent, []);
  const other = { ...refusal, code: "not_available" };
  assert.deepEqual(update(asking(playing, "rename", "x-1"), /** @type {any} */ (other)).spent, []);
});

test("each phrase is news, even the same one again", () => {
  const once = update(playing, { type: "say", seat: "guest", phrase: "thanks" });
  const twice = update(once, { type: "say", seat: "guest", phrase: "thanks" });
  assert.deepEqual(twice.said, { seat: "guest", phrase: "thanks" });
  assert.notEqual(twice.said, once.said);
});

test("a snapshot brings everything about clock, offers and access", () => {
  const clock = { initial_ms: 60_000, increment_ms: 1000, red_ms: 50, yellow_ms: 60, running: /** @type {const} */ ("red") };
  const offers = { draw: null, takeback: /** @type {const} */ ("guest"), rematch: null };
  const state = update(playing, snapshot({ clock, offers, private: true, listed: true, start_ply: 2, game: 3 }), 777);
  assert.deepEqual(state.control, { initial_ms: 60_000, increment_ms: 1000 });
  assert.deepEqual(state.clock, { red_ms: 50, yellow_ms: 60, running: "red", at: 777 });
  assert.deepEqual([state.offers.takeback, state.isPrivate, state.isListed, state.startPly, state.game], ["guest", true, true, 2, 3]);
});
