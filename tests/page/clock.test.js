import assert from "node:assert/strict";
import test from "node:test";

import { formatTime, passedMark, shownTime, untilNextChange } from "../../src/fourline/web/static/clock.js";
import { played, UNKNOWN, update } from "../../src/fourline/web/static/state.js";
import { init, snapshot } from "./wire.js";

const CLOCK = { initial_ms: 60_000, increment_ms: 0, red_ms: 50_000, yellow_ms: 60_000, running: /** @type {const} */ ("red") };
const running = update(update(UNKNOWN, init()), snapshot({ clock: CLOCK, moves: "44" }), 1000);

test("times are minutes and seconds, never hours", () => {
  assert.equal(formatTime(180_000), "3:00");
  assert.equal(formatTime(179_999), "2:59");
  assert.equal(formatTime(65_000), "1:05");
  assert.equal(formatTime(3_661_000), "61:01");
});

test("tenths of a second are shown below 20 s", () => {
  assert.equal(formatTime(20_000), "0:20");
  assert.equal(formatTime(19_999), "19.9");
  assert.equal(formatTime(950), "0.9");
  assert.equal(formatTime(0), "0.0");
});

test("between two changes a clock shows the same", () => {
  for (const ms of [61_234, 20_000, 20_001, 19_999, 12_345]) {
    const wait = untilNextChange(ms);
    assert.notEqual(formatTime(Math.max(0, ms - wait)), formatTime(ms), `${ms}`);
    if (wait > 2) assert.equal(formatTime(ms - wait + 2), formatTime(ms), `${ms}`);
  }
});

test("a clock that was not looked at for an hour is right at once", () => {
  assert.equal(shownTime(running, "red", 31_000), 20_000);
  assert.equal(shownTime(running, "red", 3_600_000), 0);
  assert.equal(shownTime(running, "yellow", 3_600_000), 60_000);
});

test("our move stops our clock at once, but not for long without an answer", () => {
  const pending = played(running, 3, "x-1", 5000);
  assert.equal(shownTime(pending, "red", 5800), 46_000);
  assert.equal(shownTime(pending, "red", 7000), 44_000);
});

test("marks are passed once, from above", () => {
  assert.equal(passedMark(30_100, 29_900), 30_000);
  assert.equal(passedMark(29_900, 29_800), null);
  assert.equal(passedMark(10_001, 10_000), 10_000);
  assert.equal(passedMark(25_000, 25_000), null);
});
