// A world without waiting: sockets that the test plays the server of, and a clock that the test turns.

import { Socket } from "../../src/fourline/web/static/socket.js";
import { init, snapshot } from "./wire.js";

/** Return timers that run when `pass` is called, in their order. */
export function clock() {
  /** @type {Map<number, { at: number, run: () => void }>} */
  const due = new Map();
  let now = 0;
  let count = 0;
  return {
    timers: {
      /** @param {() => void} run @param {number} ms */
      set(run, ms) {
        due.set(++count, { at: now + ms, run });
        return count;
      },
      /** @param {number | undefined} timer */
      clear: (timer) => void due.delete(timer ?? 0),
    },
    /** @param {number} ms */
    pass(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = [...due].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
        if (!next) break;
        due.delete(next[0]);
        now = next[1].at;
        next[1].run();
      }
      now = end;
    },
    pending: () => due.size,
  };
}

/** A WebSocket as far as the page uses one; what it sends lies in `sent`. */
export class FakeSocket {
  readyState = 0;
  /** @type {any[]} */
  sent = [];
  isClosed = false;
  /** @type {any} */
  onopen = null;
  /** @type {any} */
  onmessage = null;
  /** @type {any} */
  onclose = null;

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.isClosed = true;
    this.readyState = 3;
  }

  opens() {
    this.readyState = 1;
    this.onopen?.();
  }

  /** @param {...object} messages */
  says(...messages) {
    for (const message of messages) this.onmessage?.({ data: JSON.stringify(message) });
  }

  /** @param {Parameters<typeof init>[0]} [changes] */
  enters(changes) {
    this.opens();
    this.says(init(changes), snapshot());
  }

  /** @param {number} code */
  closes(code) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

/** Return a page's socket in such a world. */
export function world() {
  const { timers, pass, pending } = clock();
  /** @type {FakeSocket[]} */
  const made = [];
  /** @type {any[]} */
  const received = [];
  /** @type {string[]} */
  const phases = [];
  const look = { isVisible: true, code: 0 };
  const socket = new Socket({
    connect() {
      made.push(new FakeSocket());
      return /** @type {any} */ (made.at(-1));
    },
    hello: () => ({ type: "init", version: 1 }),
    receive: (message) => void received.push(message),
    report(phase, code) {
      phases.push(phase);
      look.code = code;
    },
    timers,
    random: () => 0.5,
    isVisible: () => look.isVisible,
    prefix: "p",
  });
  return {
    socket,
    pass,
    pending,
    made,
    received,
    phases,
    look,
    /** The connection that counts. */
    get server() {
      const last = made.at(-1);
      if (!last) throw new Error("nothing was connected");
      return last;
    },
    /** Connect and be let in. */
    enter() {
      socket.start();
      this.server.enters();
      return this;
    },
  };
}
