import assert from "node:assert/strict";
import { test } from "node:test";

import { parseMoves } from "../../src/fourline/web/static/position.js";
import { Solver } from "../../src/fourline/web/static/solve.js";

const SCORES = [-2, -1, 0, 1, 0, -1, -2];
const EARLY = parseMoves("44");
const LATE = parseMoves("444444333333");

/** @typedef {"works" | "fails" | "breaks" | "is missing"} Kind */

/**
 * A server that answers with a status, and a thread of some kind.
 * @param {number} status
 * @param {Kind} kind
 */
function world(status, kind) {
  /** @type {string[]} */
  const asked = [];
  let threads = 0;
  return {
    asked,
    get threads() {
      return threads;
    },
    /** @param {string} address */
    async get(address) {
      asked.push(address);
      if (status === 0) throw new TypeError("network");
      return new Response(JSON.stringify({ scores: SCORES }), { status });
    },
    start() {
      threads += 1;
      if (kind === "is missing") throw new TypeError("no threads");
      /** @type {any} */
      const thread = {
        onmessage: null,
        onerror: null,
        /** @param {{ key: string }} question */
        postMessage({ key }) {
          queueMicrotask(() => {
            if (kind === "breaks") thread.onerror({});
            else thread.onmessage({ data: { key, scores: kind === "works" ? Array(7).fill(0) : null } });
          });
        },
      };
      return thread;
    },
  };
}

test("the server is asked about an opening once, however often it comes up", async () => {
  const server = world(200, "works");
  const solver = new Solver(server);
  assert.deepEqual(await Promise.all([solver.solve(EARLY), solver.solve(EARLY)]), [SCORES, SCORES]);
  assert.deepEqual(await solver.solve(EARLY), SCORES);
  assert.deepEqual(server.asked, ["/api/solve?pos=44"]);
  assert.equal(server.threads, 0);
});

test("from the middle of a game on the page solves by itself, in one thread", async () => {
  const server = world(200, "works");
  const solver = new Solver(server);
  assert.deepEqual(await Promise.all([solver.solve(LATE), solver.solve([...LATE, 0])]), Array(2).fill(Array(7).fill(0)));
  assert.deepEqual([server.asked, server.threads], [[], 1]);
});

test("where the page can't, the server does it", async () => {
  for (const kind of /** @type {Kind[]} */ (["fails", "breaks", "is missing"])) {
    const server = world(200, kind);
    const solver = new Solver(server);
    assert.deepEqual(await solver.solve(LATE), SCORES);
    assert.deepEqual(await solver.solve([...LATE, 0]), SCORES);
    assert.equal(server.asked.length, 2);
    assert.equal(server.threads, 1, kind);
  }
});

test("what couldn't be had is asked for again", async () => {
  for (const status of [503, 429, 0]) {
    const server = world(status, "is missing");
    const solver = new Solver(server);
    assert.equal(await solver.solve(EARLY), null);
    assert.equal(await solver.solve(EARLY), null);
    assert.equal(server.asked.length, 2);
  }
});
