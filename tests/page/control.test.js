import assert from "node:assert/strict";
import test from "node:test";

import { keyOf, keyOfTyped, labelOf, parseControl } from "../../src/fourline/web/static/control.js";
import { optionsOf } from "../../src/fourline/web/static/seats.js";

const BLITZ = { initial_ms: 180_000, increment_ms: 2000 };

test("a time control is named in seconds, none by nothing, and found again by its name", () => {
  assert.equal(keyOf(BLITZ), "180+2");
  assert.equal(keyOf(null), "");
  for (const control of [BLITZ, null, { initial_ms: 10_000, increment_ms: 0 }, { initial_ms: 3_600_000, increment_ms: 60_000 }]) {
    assert.deepEqual(parseControl(keyOf(control)), control);
  }
});

test("what names no time control is none", () => {
  for (const key of ["", "180", "180+", "+2", "180+2+2", "1e3+2", " 180+2", "-180+2", "99999+0"]) {
    assert.equal(parseControl(key), null);
  }
});

test("the page of a room understands the name as the form sends it", () => {
  const query = new URLSearchParams({ clock: keyOf(BLITZ) });
  assert.deepEqual(optionsOf(`?${query}`).clock, BLITZ);
  assert.equal(optionsOf("?clock=").clock, undefined);
});

test("what is typed is brought into the bounds that the server sets", () => {
  assert.equal(keyOfTyped(3, 0, 2), "180+2");
  assert.equal(keyOfTyped(1, 30, 0), "90+0");
  assert.equal(keyOfTyped(0, 3, -5), "10+0");
  assert.equal(keyOfTyped(90, 0, 99), "3600+60");
  assert.equal(keyOfTyped(0.5, 0, 1.4), "30+1");
});

test("empty fields count as nothing", () => {
  assert.equal(keyOfTyped(NaN, 45, NaN), "45+0");
  assert.equal(keyOfTyped(NaN, NaN, NaN), "10+0");
});

test("a time control is called as players call it", () => {
  assert.equal(labelOf(BLITZ), "3+2");
  assert.equal(labelOf(null), "No clock");
  assert.equal(labelOf({ initial_ms: 90_000, increment_ms: 3000 }), "1:30+3");
  assert.equal(labelOf({ initial_ms: 10_000, increment_ms: 0 }), "0:10+0");
  assert.equal(labelOf({ initial_ms: 65_000, increment_ms: 0 }), "1:05+0");
});
