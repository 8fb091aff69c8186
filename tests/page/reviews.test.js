import assert from "node:assert/strict";
import { test } from "node:test";

import { loadReview } from "../../src/fourline/web/static/reviews.js";

/** A server that answers with these statuses, one after the other. @param {...number} statuses */
function world(...statuses) {
  /** @type {string[]} */
  const asked = [];
  let waits = 0;
  return {
    asked,
    get waits() {
      return waits;
    },
    /** @param {string} address */
    async get(address) {
      asked.push(address);
      const status = statuses.length > 1 ? statuses.shift() : statuses[0];
      if (status === undefined) throw new TypeError("network");
      return new Response('{"moves":"4"}', { status });
    },
    async wait() {
      waits += 1;
    },
  };
}

test("a review that is worked out still is asked for again", async () => {
  const server = world(202, 202, 200);
  assert.deepEqual(await loadReview("abc", server), { moves: "4" });
  assert.deepEqual(server.asked, Array(3).fill("/api/games/abc/review"));
  assert.equal(server.waits, 2);
});

test("one that can't be had isn't waited for", async () => {
  for (const server of [world(503), world(429), world(404), world()]) {
    assert.equal(await loadReview("abc", server), null);
    assert.equal(server.waits, 0);
  }
});

test("one that never comes is given up", async () => {
  const server = world(202);
  assert.equal(await loadReview("abc", server), null);
  assert.equal(server.waits, 20);
});
