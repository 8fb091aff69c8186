// Commands that have no answer yet. Each keeps its id however often it is sent: the server applies it once.
//
// A command ends with `ok` or a refusal. It is sent again when 2 s have brought no answer, when the server says
// `unavailable`, and after each reconnection.

/** @import { Command } from "../protocol" */
/** @import { Timers } from "./socket.js" */

export const RESEND_MS = 2000;

/**
 * Return an outbox whose ids begin with `prefix`, which no other page load may share.
 * @param {{ transmit: (text: string) => boolean, timers: Timers, prefix: string }} options
 *   `transmit` tells whether it could send; what it could not waits for `resend`
 */
export function createOutbox({ transmit, timers, prefix }) {
  /** @type {Map<string, { text: string, timer?: number }>} */
  const waiting = new Map();
  let count = 0;

  /** @param {string} id */
  function send(id) {
    const entry = waiting.get(id);
    if (!entry) return;
    timers.clear(entry.timer);
    if (transmit(entry.text)) entry.timer = timers.set(() => send(id), RESEND_MS);
  }

  return {
    /**
     * Send a command, now or as soon as there is a connection; return its id.
     * @param {Command} command
     */
    add(command) {
      count += 1;
      const id = `${prefix}-${count}`;
      waiting.set(id, { text: JSON.stringify({ ...command, id }) });
      send(id);
      return id;
    },

    /**
     * Take note of an `ok` or an `error`.
     * @param {{ id?: string, code?: string }} answer
     */
    answered({ id, code }) {
      // The timer that is running sends it again: at once would only add to the server's troubles.
      if (id === undefined || code === "unavailable") return;
      timers.clear(waiting.get(id)?.timer);
      waiting.delete(id);
    },

    /** Send everything again that has no answer: we are connected anew. */
    resend() {
      for (const id of waiting.keys()) send(id);
    },

    /** Stop trying until `resend`: the connection is gone. */
    pause() {
      for (const entry of waiting.values()) timers.clear(entry.timer);
    },
  };
}
