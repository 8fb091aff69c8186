import assert from "node:assert/strict";
import test from "node:test";

import { Outbox } from "../../src/fourline/web/static/outbox.js";
import { clock } from "./world.js";

/** @type {import("../../src/fourline/web/protocol").Command} */
const PLAY = { type: "play", column: 3, at: 7 };

function outbox() {
  const { timers, pass, pending } = clock();
  const sent = /** @type {any[]} */ ([]);
  const line = { isUp: true };
  const box = new Outbox({
    timers,
    prefix: "p",
    transmit(text) {
      if (line.isUp) sent.push(JSON.parse(text));
      return line.isUp;
    },
  });
  return { box, sent, line, pass, pending };
}

test("each command gets an id of its own", () => {
  const { box, sent } = outbox();
  const ids = [box.add(PLAY), box.add(PLAY)];
  assert.notEqual(ids[0], ids[1]);
  assert.deepEqual(sent, ids.map((id) => ({ ...PLAY, id })));
  for (const id of ids) assert.match(id, /^[\w-]{1,32}$/);
});

test("without an answer it is sent again every 2 s, under the same id", () => {
  const { box, sent, pass } = outbox();
  const id = box.add(PLAY);
  pass(1999);
  assert.equal(sent.length, 1);
  pass(2001);
  assert.deepEqual(sent.map((command) => command.id), [id, id, id]);
});

test("ok and refusals end it", () => {
  const { box, sent, pass, pending } = outbox();
  box.answered({ id: box.add(PLAY) });
  box.answered({ id: box.add(PLAY), code: "not_your_turn" });
  assert.equal(pending(), 0);
  pass(9000);
  box.resend();
  assert.equal(sent.length, 2);
});

test("unavailable does not end it", () => {
  const { box, sent, pass } = outbox();
  box.answered({ id: box.add(PLAY), code: "unavailable" });
  assert.equal(sent.length, 1);
  pass(2000);
  assert.equal(sent.length, 2);
});

test("answers to nothing of ours are no matter", () => {
  const { box, pending } = outbox();
  box.add(PLAY);
  box.answered({ id: "x-1" });
  box.answered({ code: "bad_message" });
  assert.equal(pending(), 1);
});

test("what could not be sent waits for the connection", () => {
  const { box, sent, line, pass, pending } = outbox();
  line.isUp = false;
  box.add(PLAY);
  pass(9000);
  assert.equal(pending(), 0);
  line.isUp = true;
  box.resend();
  assert.equal(sent.length, 1);
  assert.equal(pending(), 1);
});

test("a pause stops the timers but forgets nothing", () => {
  const { box, sent, pass, pending } = outbox();
  box.add(PLAY);
  box.pause();
  assert.equal(pending(), 0);
  pass(9000);
  box.resend();
  box.resend();
  assert.equal(sent.length, 3);
  assert.equal(pending(), 1);
});
