// Commands that have no answer yet. Each keeps its id however often it is sent: the server applies it once.
//
// A command ends with `ok` or a refusal. It is sent again when 2 s have brought no answer, when the server says
// `unavailable`, and after each reconnection.

/** @import { Command } from "../protocol" */
/** @import { Timers } from "./socket.js" */
/**
 * @typedef {object} Options
 * @property {(text: string) => boolean} transmit tells whether it could send; what it could not waits for `resend`
 * @property {Timers} timers
 * @property {string} prefix of the ids, which no other page load may share
 */

const RESEND_MS = 2000;

/** What was asked and not answered. */
export class Outbox {
  /** @type {Map<string, { text: string, timer?: number }>} */
  #waiting = new Map();
  #count = 0;
  #options;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
  }

  /**
   * Send a command, now or as soon as there is a connection; return its id.
   * @param {Command} command
   */
  add(command) {
    this.#count += 1;
    const id = `${this.#options.prefix}-${this.#count}`;
    this.#waiting.set(id, { text: JSON.stringify({ ...command, id }) });
    this.#send(id);
    return id;
  }

  /**
   * Take note of an `ok` or an `error`.
   * @param {{ id?: string, code?: string }} answer
   */
  answered({ id, code }) {
    // The timer that is running sends it again: at once would only add to the server's troubles.
    if (id === undefined || code === "unavailable") return;
    this.#options.timers.clear(this.#waiting.get(id)?.timer);
    this.#waiting.delete(id);
  }

  /** Send everything again that has no answer: we are connected anew. */
  resend() {
    for (const id of this.#waiting.keys()) this.#send(id);
  }

  /** Stop trying until `resend`: the connection is gone. */
  pause() {
    for (const entry of this.#waiting.values()) this.#options.timers.clear(entry.timer);
  }

  /** @param {string} id */
  #send(id) {
    const { timers, transmit } = this.#options;
    const entry = this.#waiting.get(id);
    if (!entry) return;
    timers.clear(entry.timer);
    if (transmit(entry.text)) entry.timer = timers.set(() => this.#send(id), RESEND_MS);
  }
}
