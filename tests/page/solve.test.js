import assert from "node:assert/strict";
import { test } from "node:test";

import { solve } from "../../src/fourline/web/static/solve.js";

const SCORES = [-2, -1, 0, 1, 0, -1, -2];

/** @param {number} status */
function server(status) {
  /** @type {string[]} */
  const asked = [];
  /** @param {string} address */
  const get = async (address) => {
    asked.push(address);
    if (status === 0) throw new TypeError("network");
    return new Response(JSON.stringify({ scores: SCORES }), { status });
  };
  return { asked, get };
}

test("a position is asked for once, however often it comes up", async () => {
  const { asked, get } = server(200);
  assert.deepEqual(await Promise.all([solve([3, 3], get), solve([3, 3], get)]), [SCORES, SCORES]);
  assert.deepEqual(await solve([3, 3], get), SCORES);
  assert.deepEqual(asked, ["/api/solve?pos=44"]);
});

test("what couldn't be had is asked for again", async () => {
  for (const status of [503, 429, 0]) {
    const { asked, get } = server(status);
    assert.equal(await solve([status % 7], get), null);
    assert.equal(await solve([status % 7], get), null);
    assert.equal(asked.length, 2);
  }
});
