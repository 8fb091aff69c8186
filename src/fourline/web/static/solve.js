// Exact scores, each found once: the page's own solver from the middle of a game on, else the server, which has the
// opening book. Where a browser has no WebAssembly or no threads, the server does it all.

import { formatMoves } from "./position.js";

/** @import { Scores } from "./verdict.js" */
/** @typedef {Pick<Worker, "postMessage" | "onmessage" | "onerror">} Thread */
/** @typedef {{ get: (address: string) => Promise<Response>, start: () => Thread }} World */

/** From here on, no book is needed. */
const OWN_PLY = 12;

/** @type {World} */
const BROWSER = {
  get: (address) => fetch(address),
  start: () => new Worker(new URL("worker.js", import.meta.url), { type: "module" }),
};

/** Finds scores. */
export class Solver {
  #world;
  /** @type {Map<string, Promise<Scores | null>>} */
  #known = new Map();
  /** @type {Map<string, (scores: Scores | null) => void>} */
  #waiting = new Map();
  /** @type {Thread | null | undefined} null if there is none to be had */
  #thread;

  /** @param {World} [world] */
  constructor(world = BROWSER) {
    this.#world = world;
  }

  /**
   * Return the scores of the position after `moves`, whose game must not be over; null if they can't be had now: then
   * the next call tries again.
   * @param {readonly number[]} moves columns 0-6
   * @returns {Promise<Scores | null>}
   */
  solve(moves) {
    const key = formatMoves(moves);
    const found = this.#known.get(key) ?? this.#find(key, moves);
    this.#known.set(key, found);
    return found;
  }

  /** @param {string} key @param {readonly number[]} moves */
  async #find(key, moves) {
    const own = moves.length < OWN_PLY ? null : await this.#compute(key, moves);
    const scores = own ?? (await this.#ask(key));
    if (!scores) this.#known.delete(key);
    return scores;
  }

  /** @param {string} key @param {readonly number[]} moves @returns {Promise<Scores | null>} */
  #compute(key, moves) {
    this.#thread ??= this.#thread === null ? null : this.#start();
    if (!this.#thread) return Promise.resolve(null);
    this.#thread.postMessage({ key, moves });
    return new Promise((resolve) => this.#waiting.set(key, resolve));
  }

  #start() {
    try {
      const thread = this.#world.start();
      thread.onmessage = ({ data }) => this.#settle(data.key, data.scores);
      thread.onerror = () => {
        this.#thread = null;
        for (const key of [...this.#waiting.keys()]) this.#settle(key, null);
      };
      return thread;
    } catch {
      return null;
    }
  }

  /** @param {string} key @param {Scores | null} scores */
  #settle(key, scores) {
    this.#waiting.get(key)?.(scores);
    this.#waiting.delete(key);
  }

  /** @param {string} key @returns {Promise<Scores | null>} */
  async #ask(key) {
    try {
      const answer = await this.#world.get(`/api/solve?pos=${key}`);
      return answer.ok ? (await answer.json()).scores : null;
    } catch {
      return null;
    }
  }
}
