// Both clocks, in the players' bars. What they show is computed from instants each time, never counted down: so a page
// that was asleep is right as soon as it wakes.

import { colorOf, nameOf, otherSeat, who } from "./announce.js";
import { element, find, write } from "./element.js";
import { remaining } from "./events.js";

/** @import { Color } from "./position.js" */
/** @import { Seat } from "../protocol" */
/** @import { View } from "./panels.js" */
/** @import { Tools } from "./parts.js" */
/** @import { State } from "./state.js" */

const TENTHS_BELOW_MS = 20_000;
const LOW_MS = 10_000;
const SPOKEN_MS = [30_000, 10_000];
const TRUST_MS = 1000;

/**
 * Return a time as a clock shows it: minutes and seconds, and tenths of a second when they matter.
 * @param {number} ms
 */
export function formatTime(ms) {
  if (ms < TENTHS_BELOW_MS) return `${Math.floor(ms / 1000)}.${Math.floor((ms % 1000) / 100)}`;
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, "0")}`;
}

/**
 * Return what a color's clock shows at an instant. A move of our own stops ours at once, for as long as an answer
 * may take; then it is rather not believed.
 * @param {State} state
 * @param {Color} color
 * @param {number} now
 */
export function shownTime({ clock, pending }, color, now) {
  if (!clock) return 0;
  const isTrusted = pending && now - pending.at < TRUST_MS;
  return remaining(clock, color, isTrusted ? pending.at : now);
}

/**
 * Return in how long a running clock shows something else.
 * @param {number} ms what is left
 */
export const untilNextChange = (ms) => (ms % (ms <= TENTHS_BELOW_MS ? 100 : 1000)) + 1;

/**
 * Return which mark a clock has passed between two looks at it, or null.
 * @param {number} before
 * @param {number} after
 */
export const passedMark = (before, after) => SPOKEN_MS.find((mark) => before > mark && after <= mark) ?? null;

class Clocks {
  #tools;
  /** @type {View | null} */
  #view = null;
  #timer = 0;
  #bars = [find("us"), find("them")].map((bar) => {
    const face = element("p", { className: "clock" });
    face.setAttribute("role", "timer");
    bar.append(face);
    return face;
  });
  /** @type {Map<string, number>} what each clock showed last, by game and color */
  #seen = new Map();

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
    document.addEventListener("visibilitychange", () => this.#draw());
  }

  /** @param {View} view */
  render(view) {
    this.#view = view;
    this.#draw();
  }

  #draw() {
    clearTimeout(this.#timer);
    const view = this.#view;
    if (!view) return;
    const { state, phase } = view;
    /** @type {Seat} */
    const us = state.role === "guest" ? "guest" : "host";
    const now = performance.now();
    let next = Infinity;
    for (const [index, seat] of [us, otherSeat(us)].entries()) {
      const face = this.#bars[index];
      if (!face) continue;
      const color = colorOf(state, seat);
      const left = shownTime(state, color, now);
      const isRunning = state.clock?.running === color;
      write(face, formatTime(left));
      face.hidden = state.clock === null;
      face.setAttribute("aria-label", state.role === seat ? "Your clock" : `Clock of ${nameOf(state, seat)}`);
      face.classList.toggle("running", isRunning);
      face.classList.toggle("low", left < LOW_MS);
      face.classList.toggle("stale", phase !== "open");
      if (isRunning) this.#speak(state, color, left);
      if (isRunning && left > 0) next = untilNextChange(left);
    }
    if (next < Infinity && !document.hidden) this.#timer = window.setTimeout(() => this.#draw(), next);
  }

  /** @param {State} state @param {Color} color @param {number} left */
  #speak(state, color, left) {
    const key = `${state.game} ${color}`;
    const mark = passedMark(this.#seen.get(key) ?? left, left);
    // What was said once of a game isn't said again after an increment.
    this.#seen.set(key, Math.min(left, this.#seen.get(key) ?? left));
    if (mark !== null) this.#tools.tell(`${who(state, state.colors[color])}: ${mark / 1000} seconds left.`);
  }
}

/** Bring the clocks to life. @param {Tools} tools */
export const create = (tools) => new Clocks(tools);
