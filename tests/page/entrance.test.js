import assert from "node:assert/strict";
import test from "node:test";

import { Socket } from "../../src/fourline/web/static/socket.js";
import { clock, FakeSocket } from "./world.js";

test("what lets a page in may be another message, and then it pings as seldom as spectators", () => {
  const { timers, pass } = clock();
  const server = new FakeSocket();
  /** @type {string[]} */
  const phases = [];
  const socket = new Socket({
    connect: () => /** @type {any} */ (server),
    hello: () => ({ type: "init", version: 1, lobby: true }),
    receive() {},
    report: (phase) => void phases.push(phase),
    timers,
    random: () => 0.5,
    isVisible: () => true,
    prefix: "p",
    entrance: "lobby",
  });
  socket.start();
  server.opens();
  server.says({ type: "state" });
  assert.deepEqual(phases, ["connecting"]);
  server.says({ type: "lobby", people: 1, seeks: [], games: [] });
  assert.deepEqual(phases, ["connecting", "open"]);
  pass(24_999);
  assert.deepEqual(server.sent, [{ type: "init", version: 1, lobby: true }]);
  pass(1);
  assert.deepEqual(server.sent.at(-1), { type: "ping", t: 1 });
});
