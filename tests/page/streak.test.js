import assert from "node:assert/strict";
import { test } from "node:test";

import { dayOf, readSolved, saveSolved, streakText } from "../../src/fourline/web/static/streak.js";
import { keeper } from "./keeper.js";

test("nothing is remembered at first, or where what was kept is damaged", () => {
  const nothing = { solved: [], day: "", days: 0 };
  assert.deepEqual(readSolved(keeper()), nothing);
  for (const text of ["nonsense", "[]", '{"solved":3,"days":"x"}']) {
    const storage = keeper();
    storage.setItem("fourline:puzzles", text);
    assert.deepEqual(readSolved(storage), nothing);
  }
});

test("puzzles are remembered once each", () => {
  const storage = keeper();
  for (const id of ["a", "b", "a"]) saveSolved(id, "", storage);
  assert.deepEqual(readSolved(storage), { solved: ["a", "b"], day: "", days: 0 });
});

test("days in a row are counted, each once, over months and leap days", () => {
  const storage = keeper();
  for (const day of ["2028-02-28", "2028-02-29", "2028-02-29", "2028-03-01"]) saveSolved(day, day, storage);
  assert.equal(readSolved(storage).days, 3);
  saveSolved("old one", "", storage);
  assert.equal(readSolved(storage).days, 3);
  saveSolved("late", "2028-03-03", storage);
  assert.equal(readSolved(storage).days, 1);
});

test("a streak lives until the day after is over", () => {
  const record = { solved: ["a", "b"], day: "2026-11-25", days: 2 };
  assert.equal(streakText(record, "2026-11-25"), "2 solved. 2 days in a row.");
  assert.equal(streakText(record, "2026-11-26"), "2 solved. 2 days in a row.");
  assert.equal(streakText(record, "2026-11-27"), "2 solved.");
  assert.equal(streakText({ solved: [], day: "", days: 0 }, "2026-11-27"), "None solved yet.");
  assert.equal(streakText({ ...record, days: 1 }, "2026-11-25"), "2 solved. 1 day in a row.");
});

test("a day is Greenwich's", () => {
  assert.equal(dayOf(Date.parse("2026-11-25T23:59:59Z")), "2026-11-25");
});
