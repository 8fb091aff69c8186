// One WebSocket that comes back by itself: heartbeat, backoff, commands sent again. Knows nothing of the game.
//
//   connecting -(first state)-> open -(cut, silence)-> lost -(delay, or a nudge)-> connecting
//   any of them -(a close code that says so)-> stopped -(start)-> connecting

import { createOutbox } from "./outbox.js";

/** @import { Command, ServerMessage } from "../protocol" */
/** @typedef {{ set: (run: () => void, ms: number) => number, clear: (timer: number | undefined) => void }} Timers */
/** @typedef {"connecting" | "open" | "lost" | "stopped"} Phase */
/**
 * @typedef {object} Options
 * @property {() => WebSocket} connect
 * @property {() => object} hello what to enter with, asked anew for each connection
 * @property {(message: ServerMessage) => void} receive
 * @property {(phase: Phase, code: number) => void} report `code` says why it stopped
 * @property {Timers} timers
 * @property {() => number} random 0 to 1
 * @property {() => boolean} isVisible
 * @property {string} prefix of our commands' ids
 */

const BACKOFF_MS = [0, 200, 500, 1000, 2000, 5000];
const PLAYER_PING_MS = 5000;
const SPECTATOR_PING_MS = 25_000;
const ENTER_WITHIN_MS = 10_000;

/**
 * Return how long to wait before a reconnection: +-30 %, so that a crowd doesn't come back as one.
 * @param {number} attempt 0 for the first after a connection that worked
 * @param {() => number} random
 */
export const retryDelay = (attempt, random) =>
  Math.round((BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)] ?? 0) * (0.7 + 0.6 * random()));

/**
 * Tell whether a page comes back after a close code; `once` only if this is the first time.
 * @param {number} code
 * @returns {"again" | "once" | "stop"}
 */
export function afterClose(code) {
  if (code === 4501) return "once";
  return code >= 4500 || [1000, 1002, 1003, 1007, 1008, 1009].includes(code) ? "stop" : "again";
}

/**
 * Return a socket at rest; `start` connects it.
 * @param {Options} options
 */
export function createSocket({ connect, hello, receive, report, timers, random, isVisible, prefix }) {
  /** @type {WebSocket | null} */
  let socket = null;
  /** @type {Phase} */
  let phase = "stopped";
  /** @type {number | undefined} */
  let timer; // of the phase: the deadline to enter, the heartbeat, or the next attempt
  let attempt = 0;
  let unanswered = 0;
  let pingMs = PLAYER_PING_MS;
  let hasBeenLate = false;
  /** @type {number | null} */
  let comeBackMs = null;

  const outbox = createOutbox({
    timers,
    prefix,
    transmit: (text) => phase === "open" && post(text),
  });

  /**
   * @param {Phase} next
   * @param {number} [code]
   */
  function turnTo(next, code = 0) {
    phase = next;
    report(phase, code);
  }

  /** @param {string} text */
  function post(text) {
    if (socket?.readyState !== 1) return false;
    socket.send(text);
    return true;
  }

  function open() {
    drop();
    turnTo("connecting");
    const current = connect();
    socket = current;
    timer = timers.set(lose, ENTER_WITHIN_MS);
    current.onopen = () => post(JSON.stringify(hello()));
    current.onmessage = ({ data }) => handle(JSON.parse(data));
    current.onclose = ({ code }) => closed(code);
  }

  /** Let go of the connection: a half-dead one may take minutes to notice that it is closed. */
  function drop() {
    timers.clear(timer);
    outbox.pause();
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    socket = null;
  }

  /** @param {ServerMessage} message */
  function handle(message) {
    unanswered = 0;
    if (message.type === "init") pingMs = message.role === "spectator" ? SPECTATOR_PING_MS : PLAYER_PING_MS;
    if (message.type === "bye") comeBackMs = message.retry_ms;
    if (message.type === "pong") attempt = 0; // not earlier: a server that dies of us must not be hammered
    if (message.type === "ok" || message.type === "error") outbox.answered(message);
    const isEntering = phase === "connecting" && message.type === "state";
    if (isEntering) turnTo("open");
    receive(message);
    // Receiving may have ended the connection.
    if (isEntering && phase === "open") {
      timers.clear(timer);
      timer = timers.set(beat, pingMs);
      outbox.resend();
    } else if (phase === "connecting" && message.type === "error" && message.code === "unavailable") {
      lose();
    }
  }

  function beat() {
    if (unanswered >= 2) return lose();
    unanswered += 1;
    post(`{"type":"ping","t":${unanswered}}`);
    timer = timers.set(beat, pingMs);
  }

  /** @param {number} code */
  function closed(code) {
    const verdict = afterClose(code);
    if (verdict === "stop" || (verdict === "once" && hasBeenLate)) return stop(code);
    hasBeenLate ||= verdict === "once";
    lose();
  }

  function lose() {
    drop();
    unanswered = 0;
    turnTo("lost");
    const delay = comeBackMs ?? retryDelay(attempt, random);
    comeBackMs = null;
    attempt += 1;
    // A page that nobody sees waits for `nudge`.
    if (isVisible()) timer = timers.set(open, delay);
  }

  /** @param {number} [code] */
  function stop(code = 1000) {
    drop();
    turnTo("stopped", code);
  }

  return {
    /** Connect, or connect anew. */
    start() {
      attempt = 0;
      open();
    },
    stop,
    /** Give a connection up that is known to be gone. */
    lose: () => void (phase === "open" && lose()),
    /** Somebody is looking, or the network is back: don't wait any longer. */
    nudge() {
      if (phase === "lost") open();
      else if (phase === "open") {
        timers.clear(timer);
        beat();
      }
    },
    /**
     * Send a command until it is answered; return its id.
     * @param {Command} command
     */
    send: (command) => outbox.add(command),
    /** Ask for a snapshot. */
    sync: () => void post('{"type":"sync"}'),
  };
}
