import assert from "node:assert/strict";
import test from "node:test";

import * as words from "../../src/fourline/web/static/announce.js";
import { played, UNKNOWN, update } from "../../src/fourline/web/static/state.js";
import { columnLabels } from "../../src/fourline/web/static/table.js";
import { init, play, snapshot } from "./wire.js";

/** @param {...any} messages */
const after = (...messages) => messages.reduce(update, UNKNOWN);

/** @param {any} state */
const heard = (state) => words.spoken({ state, phase: "open" });

const host = after(init(), snapshot());
const guest = after(init({ role: "guest" }), snapshot({ moves: "4" }));
const spectator = after(init({ role: "spectator" }), snapshot({ moves: "4" }));
const nameless = snapshot({ names: { host: null, guest: null }, moves: "44" });

test("names are given, or what the reader would call them", () => {
  assert.equal(words.nameOf(host, "guest"), "Ben");
  assert.equal(words.nameOf(after(init(), nameless), "host"), "You");
  assert.equal(words.nameOf(after(init(), nameless), "guest"), "Opponent");
  assert.equal(words.nameOf(after(init({ role: "spectator" }), nameless), "guest"), "Yellow");
});

test("headlines say whose move it is", () => {
  assert.equal(words.headline(host), "Your move");
  assert.equal(words.headline(update(host, play(3, 1, 3))), "Ben's move");
  assert.equal(words.headline(spectator), "Ben's move");
  assert.equal(words.headline(after(init({ role: "spectator" }), nameless)), "Red's move");
});

test("headlines say who won, or that nobody did", () => {
  const won = snapshot({ outcome: { winner: "red", reason: "line" } });
  assert.equal(words.headline(after(init(), won)), "You won");
  assert.equal(words.headline(after(init({ role: "guest" }), won)), "Ada won");
  assert.equal(words.detail(after(init(), won)), "Four in a row.");
  const drawn = after(init(), snapshot({ outcome: { winner: null, reason: "board_full" } }));
  assert.equal(words.headline(drawn), "Draw");
  assert.equal(words.detail(drawn), "The board is full.");
});

test("an empty seat is waited for", () => {
  const alone = snapshot({ moves: "4", seated: { host: true, guest: false } });
  assert.equal(words.headline(after(init(), alone)), "Waiting for your opponent");
  assert.equal(words.headline(after(init({ role: "spectator" }), alone)), "Waiting for a player");
});

test("an opponent who left is told, ourselves never", () => {
  const gone = update(host, { type: "presence", host: false, guest: false, spectators: 0 });
  assert.equal(words.detail(gone), "Ben is away. The game waits.");
  assert.equal(words.detail(update(host, { type: "presence", host: false, guest: true, spectators: 0 })), "");
});

test("a refusal is told until something happens", () => {
  const refused = update(host, { type: "error", code: "stale", message: "The game has moved on." });
  assert.equal(words.detail(refused), "The game has moved on.");
  const unavailable = update(host, { type: "error", code: "unavailable", message: "" });
  assert.match(words.detail(unavailable), /Trying again/);
});

test("the last move and what is to do now are spoken", () => {
  assert.equal(heard(host), "Your move.");
  assert.equal(heard(guest), "Ada: column 4. Your move.");
  assert.equal(heard(played(guest, 0, "x-1")), "You: column 1. Ada's move.");
  assert.equal(heard(spectator), "Ada: column 4. Ben's move. You are watching.");
  assert.equal(heard(UNKNOWN), "");
});

test("a past move is spoken as such", () => {
  assert.equal(words.spoken({ state: guest, phase: "open", ply: 0 }), "Move 0 of 1.");
  const longer = after(init(), snapshot({ moves: "4455" }));
  assert.equal(words.spoken({ state: longer, phase: "open", ply: 2 }), "Move 2 of 4. Ben: column 4.");
});

test("a lost connection is spoken, the first attempt is not", () => {
  assert.equal(words.spoken({ state: host, phase: "lost" }), "Reconnecting …");
  assert.equal(words.spoken({ state: host, phase: "connecting" }), "Reconnecting …");
  assert.equal(words.spoken({ state: UNKNOWN, phase: "connecting" }), "");
  assert.match(words.spoken({ state: UNKNOWN, phase: "lost" }), /doesn't answer/);
  assert.equal(words.connection(host, "open"), "");
});

test("a waiting host hears about the link", () => {
  const waiting = after(init(), snapshot({ seated: { host: true, guest: false } }));
  assert.match(heard(waiting), /^Waiting for your opponent/);
  assert.equal(words.title(waiting), "Waiting for your opponent – Fourline");
});

test("the title begins with what matters", () => {
  assert.equal(words.title(host), "Your move – Fourline");
  assert.equal(words.title(UNKNOWN), "Fourline");
});

test("presence is known, unknown or our own", () => {
  const present = update(host, { type: "presence", host: true, guest: true, spectators: 2 });
  assert.equal(words.presenceText(present, "guest", "open"), "online");
  assert.equal(words.presenceText(present, "guest", "lost"), "…");
  const alone = { ...present, seated: { host: true, guest: false } };
  assert.equal(words.presenceText(alone, "guest", "open"), "not here yet");
  assert.equal(words.presenceText({ ...present, presence: null }, "guest", "open"), "…");
  assert.equal(words.presenceText(present, "host", "open"), "you");
  assert.equal(words.presenceText(after(init(), nameless), "host", "open"), "online");
  assert.equal(words.presenceText(present, "host", "lost"), "reconnecting");
  assert.equal(words.presenceText(present, "host", "stopped"), "disconnected");
  assert.equal(words.watching(present), "2 watching");
  assert.equal(words.watching(host), "");
});

test("columns say how full they are and who is on top", () => {
  const labels = columnLabels(guest, [3, 3, 3]);
  assert.equal(labels[3], "Column 4, 3 of 6, top Ada, red");
  assert.equal(labels[0], "Column 1, empty");
  assert.equal(columnLabels(guest, [3, 3])[3], "Column 4, 2 of 6, top You, yellow");
  assert.equal(labels.length, 7);
});

test("notices explain why somebody watches", () => {
  assert.match(words.notice(after(init({ role: "spectator", notice: "seat_taken" }))), /two players/);
  assert.match(words.notice(after(init({ role: "spectator", notice: "not_your_seat" }))), /seats/);
  assert.equal(words.notice(host), "");
});

test("how a game ended is told from where the reader sits", () => {
  /** @param {string} reason @param {any} winner */
  const ended = (reason, winner) => after(init(), snapshot({ outcome: { winner, reason } }));
  assert.equal(words.detail(ended("resignation", "yellow")), "You resigned.");
  assert.equal(words.detail(ended("resignation", "red")), "Ben resigned.");
  assert.equal(words.detail(ended("timeout", "red")), "Ben ran out of time.");
  assert.match(words.detail(ended("timeout", null)), /no four was left/);
  assert.equal(words.detail(ended("abandonment", "red")), "Ben left the game.");
  assert.equal(words.detail(ended("agreement", null)), "Agreed by both.");
  assert.equal(words.headline(ended("aborted", null)), "Game aborted");
  assert.equal(words.detail(ended("reasons of a newer server", "red")), "");
});

test("offers are told, spoken, and stand in the title of whom they wait for", () => {
  const offered = update(host, { type: "offer", seq: 3, offer: "draw", seat: "guest" });
  assert.equal(words.offerText(offered, "draw"), "Ben offers a draw.");
  assert.equal(words.offerText(offered, "rematch"), "");
  assert.equal(heard(offered), "Your move. Ben offers a draw.");
  assert.equal(words.title(offered), "Ben offers a draw – Fourline");
  assert.equal(words.isAsked(offered, "draw"), true);
  const seen = after(init({ role: "guest" }), snapshot(), { type: "offer", seq: 3, offer: "draw", seat: "guest" });
  assert.equal(words.offerText(seen, "draw"), "You offered a draw.");
  assert.equal(words.title(seen), "Ada's move – Fourline");
  assert.equal(words.isWanted(seen), false);
});

test("what came of an offer is told until more happens", () => {
  const declined = update(host, { type: "declined", seq: 3, offer: "takeback", seat: "guest" });
  assert.equal(words.detail(declined), "Ben declined the takeback.");
  const withdrawn = update(host, { type: "withdrawn", seq: 3, offer: "draw", seat: "host" });
  assert.equal(words.detail(withdrawn), "You withdrew the draw.");
  assert.equal(words.detail(update(declined, play(4, 1, 3))), "");
  const started = { type: "start", seq: 3, game: 2, colors: { red: "guest", yellow: "host" } };
  assert.equal(words.detail(update(host, /** @type {any} */ (started))), "Game 2: Ben will begin.");
  assert.equal(words.detail(update(host, { type: "takeback", seq: 3, moves: "" })), "Taken back.");
});

test("an absence with a running clock doesn't stop the game", () => {
  const clock = { initial_ms: 60_000, increment_ms: 0, red_ms: 1, yellow_ms: 1, running: /** @type {const} */ ("red") };
  const gone = update(after(init(), snapshot({ clock, moves: "44" })), { ...present, guest: false });
  assert.equal(words.detail(gone), "Ben is away. The clock runs.");
  const claim = { seat: /** @type {const} */ ("guest"), in_ms: 9000 };
  const claimed = update(gone, { ...present, guest: false, claim });
  assert.equal(words.detail(claimed), "");
  assert.match(heard(claimed), /Ben is away. The clock runs.$/);
});

/** @type {import("../../src/fourline/web/protocol").Presence} */
const present = { type: "presence", host: true, guest: true, spectators: 0 };

test("time controls are words", () => {
  assert.equal(words.controlText(null), "No clock");
  assert.equal(words.controlText({ initial_ms: 180_000, increment_ms: 2000 }), "3 minutes each, 2 seconds more per move");
  assert.equal(words.controlText({ initial_ms: 60_000, increment_ms: 0 }), "1 minute each");
  assert.equal(words.controlText({ initial_ms: 90_000, increment_ms: 1000 }), "1 minute 30 seconds each, 1 second more per move");
});

test("a bot is called by its level, not by whether it is there", () => {
  const state = after(init(), snapshot({ bot: { seat: "guest", level: 3, hints: 0 } }));
  assert.equal(words.presenceText(state, "guest", "open"), "level 3 of 8");
  assert.equal(words.presenceText(state, "host", "open"), "you");
});
