import assert from "node:assert/strict";
import test from "node:test";

import { Entrance, errandOf, makeSecret, optionsOf, Seats } from "../../src/fourline/web/static/seats.js";
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

const BROUGHT = "abcdefghijklmnopqrst_-";

test("an address may bring a secret along, if it is one", () => {
  /** @param {string} path */
  const errand = (path) => errandOf(new URL(path, "http://x"), () => "N");
  assert.deepEqual(errand(`/room/R#secret=${BROUGHT}`), { room: "R", secret: BROUGHT });
  assert.deepEqual(errand("/room/R#secret=short"), { room: "R" });
  assert.deepEqual(errand("/room/R#board"), { room: "R" });
});

test("the address of a new room says what it is to be", () => {
  assert.deepEqual(optionsOf("?name=+Ada&color=random&clock=180%2B2&moves=44"), {
    name: "Ada",
    color: "random",
    clock: { initial_ms: 180_000, increment_ms: 2000 },
    moves: "44",
    opponent: undefined,
  });
  assert.deepEqual(optionsOf("?bot=3").opponent, { bot: 3 });
  assert.equal(optionsOf("?clock=180+2").clock?.initial_ms, 180_000);
  for (const search of ["", "?clock=", "?clock=none", "?clock=3"]) assert.equal(optionsOf(search).clock, undefined);
});

/** @param {import("../../src/fourline/web/static/seats.js").Errand} errand @param {ReturnType<typeof open>} [world] */
function enter(errand, world = open()) {
  /** @type {string[]} */
  const addresses = [];
  const entrance = new Entrance(errand, world.seats, (address) => void addresses.push(address));
  return { ...world, entrance, addresses };
}

/** @param {Partial<import("../../src/fourline/web/protocol").Init>} changes */
const init = (changes) => ({ type: /** @type {const} */ ("init"), version: 1, room: "R", role: /** @type {const} */ ("guest"), watch: "W", ...changes });

test("a brought secret is kept only once the server has given a seat for it", () => {
  const { entrance, browser, addresses } = enter({ room: "R", secret: BROUGHT });
  assert.deepEqual(entrance.hello("", "Ada"), { type: "init", version: 1, room: "R", secret: BROUGHT });
  assert.deepEqual(browser.keys(), []);
  assert.equal(entrance.settle(init({})), true);
  assert.equal(browser.getItem("fourline:room:R:guest"), BROUGHT);
  assert.deepEqual(addresses, ["/room/R"]);
});

test("a brought secret that holds no seat is not kept", () => {
  const { entrance, browser, addresses } = enter({ room: "R", secret: BROUGHT });
  entrance.hello("", "");
  assert.equal(entrance.settle(init({ role: "spectator", notice: "not_your_seat" })), true);
  assert.deepEqual([browser.keys(), addresses], [[], []]);
});

test("a brought secret never takes the place of one that this browser has", () => {
  const world = open();
  world.browser.setItem("fourline:room:R:guest", "ours");
  const { entrance, browser } = enter({ room: "R", secret: BROUGHT }, world);
  entrance.hello("", "");
  assert.equal(entrance.settle(init({})), true);
  assert.equal(browser.getItem("fourline:room:R:guest"), "ours");
  // It goes on with the one that works.
  assert.equal(entrance.hello("", "").secret, BROUGHT);
});

test("a wrong secret doesn't keep us from the seat that we have", () => {
  const world = open();
  world.browser.setItem("fourline:room:R:host", "ours");
  const { entrance } = enter({ room: "R", secret: BROUGHT }, world);
  entrance.hello("", "");
  assert.equal(entrance.settle(init({ role: "spectator", notice: "not_your_seat" })), false);
  assert.equal(entrance.hello("", "").secret, "ours");
});

test("who came too late watches, under an address that says so", () => {
  const { entrance, addresses } = enter({ join: "J" });
  assert.equal(entrance.hello("", " Ben ").name, "Ben");
  assert.equal(entrance.settle(init({ role: "spectator", notice: "seat_taken" })), true);
  assert.deepEqual(addresses, ["/?watch=W"]);
  assert.deepEqual(entrance.hello("", ""), { type: "init", version: 1, watch: "W" });
});
