// One WebSocket that comes back by itself: heartbeat, backoff, commands sent again. Knows nothing of the game.
//
//   connecting -(first state)-> open -(cut, silence)-> lost -(delay, or a nudge)-> connecting
//   any of them -(a close code that says so)-> stopped -(start)-> connecting

import { Outbox } from "./outbox.js";

/** @import { Command, Remark, ServerMessage } from "../protocol" */
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
 * @property {string} [entrance] the message that lets us in; `state` if not told
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

/** A socket at rest; `start` connects it. */
export class Socket {
  /** @type {WebSocket | null} */
  #connection = null;
  /** @type {Phase} */
  #phase = "stopped";
  /** @type {number | undefined} */
  #timer; // of the phase: the deadline to enter, the heartbeat, or the next attempt
  #attempt = 0;
  #unanswered = 0;
  #pingMs = PLAYER_PING_MS;
  #hasBeenLate = false;
  /** @type {number | null} */
  #comeBackMs = null;
  #options;
  #outbox;

  /** @param {Options} options */
  constructor(options) {
    const { timers, prefix, entrance } = options;
    this.#options = options;
    if (entrance) this.#pingMs = SPECTATOR_PING_MS; // only rooms need to know who is there
    this.#outbox = new Outbox({ timers, prefix, transmit: (text) => this.#phase === "open" && this.#post(text) });
  }

  /** Connect, or connect anew. */
  start() {
    this.#attempt = 0;
    this.#open();
  }

  /**
   * Disconnect for good.
   * @param {number} [code] to report
   */
  stop(code = 1000) {
    // Browsers warn of what is closed before it is open, and here no other connection waits for its place.
    const isOpening = this.#connection?.readyState === 0;
    this.#drop((connection) => (isOpening ? (connection.onopen = () => connection.close()) : connection.close()));
    this.#turnTo("stopped", code);
  }

  /** Give a connection up that is known to be gone. */
  lose() {
    if (this.#phase === "open") this.#comeBack();
  }

  /** Somebody is looking, or the network is back: don't wait any longer. */
  nudge() {
    if (this.#phase === "lost") return this.#open();
    if (this.#phase !== "open") return;
    this.#options.timers.clear(this.#timer);
    this.#beat();
  }

  /** Send a command until it is answered; return its id. @param {Command} command */
  send(command) {
    return this.#outbox.add(command);
  }

  /** Send what has no answer, if there is a connection. @param {Remark} remark */
  tell(remark) {
    this.#post(JSON.stringify(remark));
  }

  #open() {
    this.#drop();
    this.#turnTo("connecting");
    const { connect, hello } = this.#options;
    const connection = connect();
    this.#connection = connection;
    this.#wait(() => this.#comeBack(), ENTER_WITHIN_MS);
    connection.onopen = () => this.#post(JSON.stringify(hello()));
    connection.onmessage = ({ data }) => this.#handle(JSON.parse(data));
    connection.onclose = ({ code }) => this.#closed(code);
  }

  /** Let go of the connection; half dead, it may notice in minutes. @param {(connection: WebSocket) => void} [close] */
  #drop(close = (connection) => connection.close()) {
    this.#options.timers.clear(this.#timer);
    this.#outbox.pause();
    const connection = this.#connection;
    if (!connection) return;
    connection.onopen = connection.onmessage = connection.onclose = null;
    close(connection);
    this.#connection = null;
  }

  /** @param {ServerMessage} message */
  #handle(message) {
    this.#unanswered = 0;
    if (message.type === "init") this.#pingMs = message.role === "spectator" ? SPECTATOR_PING_MS : PLAYER_PING_MS;
    if (message.type === "bye") this.#comeBackMs = message.retry_ms;
    if (message.type === "pong") this.#attempt = 0; // not earlier: a server that dies of us must not be hammered
    if (message.type === "ok" || message.type === "error") this.#outbox.answered(message);
    const isEntering = this.#phase === "connecting";
    if (isEntering && message.type === (this.#options.entrance ?? "state")) this.#turnTo("open");
    this.#options.receive(message);
    // Receiving may have ended the connection, or begun another.
    if (isEntering && this.#phase === "open") {
      this.#options.timers.clear(this.#timer);
      this.#wait(() => this.#beat(), this.#pingMs);
      this.#outbox.resend();
    } else if (this.#phase === "connecting" && message.type === "error" && message.code === "unavailable") {
      this.#comeBack();
    }
  }

  #beat() {
    if (this.#unanswered >= 2) return this.#comeBack();
    this.#unanswered += 1;
    this.#post(`{"type":"ping","t":${this.#unanswered}}`);
    this.#wait(() => this.#beat(), this.#pingMs);
  }

  /** @param {number} code */
  #closed(code) {
    const verdict = afterClose(code);
    if (verdict === "stop" || (verdict === "once" && this.#hasBeenLate)) return this.stop(code);
    this.#hasBeenLate ||= verdict === "once";
    this.#comeBack();
  }

  #comeBack() {
    this.#drop();
    this.#unanswered = 0;
    this.#turnTo("lost");
    const delay = this.#comeBackMs ?? retryDelay(this.#attempt, this.#options.random);
    this.#comeBackMs = null;
    this.#attempt += 1;
    // A page that nobody sees waits for `nudge`.
    if (this.#options.isVisible()) this.#wait(() => this.#open(), delay);
  }

  /** @param {Phase} phase @param {number} [code] */
  #turnTo(phase, code = 0) {
    this.#phase = phase;
    this.#options.report(phase, code);
  }

  /** @param {string} text */
  #post(text) {
    if (this.#connection?.readyState !== 1) return false;
    this.#connection.send(text);
    return true;
  }

  /** @param {() => void} run @param {number} ms */
  #wait(run, ms) {
    this.#timer = this.#options.timers.set(run, ms);
  }
}
