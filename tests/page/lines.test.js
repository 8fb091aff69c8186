import assert from "node:assert/strict";
import { test } from "node:test";

import { lineCells, openAfter } from "../../src/fourline/web/static/lines.js";
import { parseMoves } from "../../src/fourline/web/static/position.js";

/** @param {string} digits */
const cells = (digits) => lineCells(parseMoves(digits)).map(([column, row]) => `${column}${row}`).sort();

test("four in a row are found in every direction", () => {
  assert.deepEqual(cells("1212121"), ["00", "01", "02", "03"]);
  assert.deepEqual(cells("1122334"), ["00", "10", "20", "30"]);
  assert.deepEqual(cells("12233434454"), ["00", "11", "22", "33"]);
  assert.deepEqual(cells("76655454434"), ["33", "42", "51", "60"]);
});

test("three aren't four, nor are three and one around the edge", () => {
  assert.deepEqual(cells(""), []);
  assert.deepEqual(cells("112233"), []);
  assert.deepEqual(cells("121212"), []);
  // Rows 4 and 5 of one column, rows 0 and 1 of the next.
  assert.deepEqual(cells("1212212112"), []);
});

test("five in a row are one line, and two lines are both told", () => {
  assert.equal(cells("112244553").length, 5);
});

test("columns are open until they are full or the game is over", () => {
  assert.deepEqual(openAfter(parseMoves("111111")), [false, true, true, true, true, true, true]);
  assert.deepEqual(openAfter(parseMoves("1212121")), Array(7).fill(false));
});
