import assert from "node:assert/strict";
import test from "node:test";

import { errandOf, makeSecret, Seats } from "../../src/fourline/web/static/seats.js";
import { keeper } from "./keeper.js";

/** @param {{ browser?: ReturnType<typeof keeper>, tab?: ReturnType<typeof keeper>, name?: string }} [options] */
function open({ browser = keeper(), tab = keeper(), name = "s" } = {}) {
  let count = 0;
  const seats = new Seats({ browser, tab, make: () => `${name}${++count}` });
  return { seats, browser, tab };
}

test("secrets have 128 bits and never repeat", () => {
  assert.match(makeSecret(), /^[\w-]{22}$/);
  assert.notEqual(makeSecret(), makeSecret());
});

test("a secret is kept before it is sent, so that a lost answer costs nothing", () => {
  const { seats, browser } = open();
  assert.deepEqual(seats.entry({ join: "J" }), { join: "J", secret: "s1" });
  assert.deepEqual(open({ browser, name: "other" }).seats.entry({ join: "J" }), { join: "J", secret: "s1" });
  assert.deepEqual(seats.entry({ open: "N" }), { secret: "s2" });
  assert.deepEqual(seats.entry({ open: "N" }), { secret: "s2" });
  assert.deepEqual(seats.entry({ open: "M" }), { secret: "s3" });
});

test("an answer moves the secret to its seat", () => {
  const { seats, browser } = open();
  seats.entry({ join: "J" });
  seats.settle({ join: "J" }, "s1", { room: "R", role: "guest" });
  assert.deepEqual(browser.keys(), ["fourline:room:R:guest"]);
  assert.equal(seats.held("R"), "s1");
  assert.deepEqual(seats.entry({ room: "R" }), { room: "R", secret: "s1" });
});

test("whoever came too late keeps nothing", () => {
  const { seats, browser } = open();
  seats.entry({ join: "J" });
  seats.settle({ join: "J" }, "s1", { room: "R", role: "spectator" });
  assert.deepEqual(browser.keys(), []);
  assert.equal(seats.held("R"), null);
});

test("two tabs of one browser hold a seat each", () => {
  const first = open({ name: "a" });
  first.seats.entry({ open: "N" });
  first.seats.settle({ open: "N" }, "a1", { room: "R", role: "host", join: "J" });
  const second = open({ browser: first.browser, name: "b" });
  assert.deepEqual(second.seats.entry({ join: "J" }), { join: "J", secret: "b1" });
  second.seats.settle({ join: "J" }, "b1", { room: "R", role: "guest" });
  assert.equal(first.seats.held("R"), "a1");
  assert.equal(second.seats.held("R"), "b1");
});

test("a host who opens his own link in his tab stays the host", () => {
  const { seats } = open();
  seats.entry({ open: "N" });
  seats.settle({ open: "N" }, "s1", { room: "R", role: "host", join: "J" });
  assert.deepEqual(seats.entry({ join: "J" }), { join: "J", secret: "s1" });
});

test("a new tab takes the seat that the browser holds", () => {
  const { seats, browser } = open();
  seats.settle({ join: "J" }, "s9", { room: "R", role: "guest" });
  assert.equal(open({ browser }).seats.held("R"), "s9");
});

test("without a seat a room is entered with a secret that nobody keeps", () => {
  const { seats, browser } = open();
  assert.deepEqual(seats.entry({ room: "R" }), { room: "R", secret: "s1" });
  assert.deepEqual(browser.keys(), []);
});

test("spectators need no secret", () => {
  assert.deepEqual(open().seats.entry({ watch: "W" }), { watch: "W" });
});

test("addresses say what a page came for", () => {
  /** @param {string} path */
  const errand = (path) => errandOf(new URL(path, "http://x"), () => "N");
  assert.deepEqual(errand("/?join=J"), { join: "J" });
  assert.deepEqual(errand("/?watch=W"), { watch: "W" });
  assert.deepEqual(errand("/?watch=W&join=J"), { join: "J" });
  assert.deepEqual(errand("/room/R"), { room: "R" });
  assert.deepEqual(errand("/play?name=Ada&color=red"), { open: "N" });
  assert.deepEqual(errand("/?join="), { join: "" });
  assert.deepEqual(errand("/?watch="), { watch: "" });
});
