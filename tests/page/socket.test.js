import assert from "node:assert/strict";
import test from "node:test";

import { afterClose, retryDelay } from "../../src/fourline/web/static/socket.js";
import { snapshot } from "./wire.js";
import { world } from "./world.js";

test("delays grow to five seconds, each give or take 30 %", () => {
  const delays = [0, 1, 2, 3, 4, 5, 99].map((attempt) => retryDelay(attempt, () => 0.5));
  assert.deepEqual(delays, [0, 200, 500, 1000, 2000, 5000, 5000]);
  assert.equal(retryDelay(5, () => 0), 3500);
  assert.equal(retryDelay(5, () => 1), 6500);
});

test("close codes say whether to come back", () => {
  const verdicts = (/** @type {number[]} */ ...codes) => new Set(codes.map(afterClose));
  assert.deepEqual(verdicts(1001, 1005, 1006, 1011, 1012, 4000), new Set(["again"]));
  assert.deepEqual(verdicts(1000, 1002, 1003, 1007, 1008, 1009, 4500, 4502, 4503), new Set(["stop"]));
  assert.equal(afterClose(4501), "once");
});

test("init is sent first, and the first state opens", () => {
  const page = world();
  page.socket.start();
  page.server.opens();
  assert.deepEqual(page.server.sent, [{ type: "init", version: 1 }]);
  page.server.says({ type: "init", role: "host" });
  assert.deepEqual(page.phases, ["connecting"]);
  page.server.says(snapshot());
  assert.deepEqual(page.phases, ["connecting", "open"]);
  assert.deepEqual(page.received.map(({ type }) => type), ["init", "state"]);
});

test("a cut connection is replaced at once, then ever later", () => {
  const page = world().enter();
  page.server.closes(1006);
  assert.equal(page.phases.at(-1), "lost");
  page.pass(0);
  assert.equal(page.made.length, 2);
  page.server.closes(1006);
  page.pass(199);
  assert.equal(page.made.length, 2);
  page.pass(1);
  assert.equal(page.made.length, 3);
});

test("attempts count from the start again only after a connection that lived", () => {
  const page = world().enter();
  page.server.closes(1011);
  page.pass(0);
  page.server.enters();
  page.server.closes(1011);
  page.pass(199);
  assert.equal(page.made.length, 2);
  page.pass(1);
  page.server.enters();
  page.server.says({ type: "pong" });
  page.server.closes(1011);
  page.pass(0);
  assert.equal(page.made.length, 4);
});

test("nothing that a dropped connection still says is heard", () => {
  const page = world().enter();
  const old = page.server;
  page.socket.lose();
  page.pass(0);
  old.says(snapshot({ seq: 77 }));
  old.closes(1000);
  assert.equal(page.received.length, 2);
  assert.equal(page.phases.at(-1), "connecting");
});

test("who leaves before the connection is open closes it once it is, and hears nothing of it", () => {
  const page = world();
  page.socket.start();
  page.socket.stop();
  assert.equal(page.server.isClosed, false);
  page.server.opens();
  assert.equal(page.server.isClosed, true);
  assert.deepEqual(page.server.sent, []);
  page.server.says(snapshot());
  assert.deepEqual(page.received, []);
  assert.equal(page.phases.at(-1), "stopped");
});

test("a server that does not let us in within ten seconds is left", () => {
  const page = world();
  page.socket.start();
  page.server.opens();
  page.pass(10_000);
  assert.equal(page.made[0]?.isClosed, true);
  assert.equal(page.made.length, 2);
});

test("players ping every 5 s, spectators every 25 s", () => {
  const player = world().enter();
  player.pass(5000);
  assert.equal(player.server.sent.at(-1).type, "ping");
  const spectator = world();
  spectator.socket.start();
  spectator.server.enters({ role: "spectator" });
  spectator.pass(24_999);
  assert.equal(spectator.server.sent.length, 1);
  spectator.pass(1);
  assert.equal(spectator.server.sent.at(-1).type, "ping");
});

test("two pings without an answer end a connection, an answer keeps it", () => {
  const page = world().enter();
  page.pass(5000);
  page.server.says({ type: "pong" });
  page.pass(10_000);
  assert.equal(page.made.length, 1);
  page.pass(5000);
  assert.equal(page.made[0]?.isClosed, true);
  assert.equal(page.made.length, 2);
});

test("a page that nobody sees waits until somebody does", () => {
  const page = world().enter();
  page.look.isVisible = false;
  page.server.closes(1006);
  page.pass(60_000);
  assert.equal(page.made.length, 1);
  page.socket.nudge();
  assert.equal(page.made.length, 2);
});

test("a nudge does not wait for the delay, and tests an open connection", () => {
  const page = world().enter();
  page.server.closes(1006);
  page.pass(0);
  page.server.closes(1006);
  page.socket.nudge();
  assert.equal(page.made.length, 3);
  page.pass(500);
  assert.equal(page.made.length, 3);
  page.server.enters();
  page.socket.nudge();
  assert.equal(page.server.sent.at(-1).type, "ping");
});

test("after bye the page comes back when it is told to", () => {
  const page = world().enter();
  page.server.says({ type: "bye", retry_ms: 750 });
  page.server.closes(1001);
  page.pass(749);
  assert.equal(page.made.length, 1);
  page.pass(1);
  assert.equal(page.made.length, 2);
});

test("codes that end it are reported, and start begins anew", () => {
  const page = world().enter();
  page.server.closes(4503);
  assert.equal(page.phases.at(-1), "stopped");
  assert.equal(page.look.code, 4503);
  assert.equal(page.pending(), 0);
  page.socket.start();
  assert.equal(page.made.length, 2);
});

test("being late for init is forgiven once", () => {
  const page = world();
  page.socket.start();
  page.server.closes(4501);
  page.pass(0);
  page.server.closes(4501);
  assert.equal(page.phases.at(-1), "stopped");
  assert.equal(page.made.length, 2);
});

test("a store that is unavailable at the door is tried again", () => {
  const page = world();
  page.socket.start();
  page.server.opens();
  page.server.says({ type: "error", code: "unavailable", message: "Not now." });
  page.pass(0);
  assert.equal(page.made.length, 2);
});

test("what has no answer goes over the connection there is, if there is one", () => {
  const page = world().enter();
  page.socket.tell({ type: "sync" });
  assert.deepEqual(page.server.sent.at(-1), { type: "sync" });
  page.server.closes(1006);
  page.socket.tell({ type: "sync" });
  assert.equal(page.made[0]?.sent.length, 2);
});

test("a command waits for the state of a new connection, then keeps its id", () => {
  const page = world().enter();
  const id = page.socket.send({ type: "play", column: 3, at: 2 });
  assert.deepEqual(page.server.sent.at(-1), { type: "play", column: 3, at: 2, id });
  page.server.closes(1006);
  page.pass(0);
  page.server.opens();
  assert.equal(page.server.sent.length, 1);
  page.server.says({ type: "init", role: "host" }, snapshot());
  assert.deepEqual(page.server.sent.at(-1), { type: "play", column: 3, at: 2, id });
  page.server.says({ type: "ok", id });
  page.pass(4000);
  assert.equal(page.server.sent.length, 2);
});
