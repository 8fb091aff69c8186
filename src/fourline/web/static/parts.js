// What a page doesn't need at once, or not at all: loaded when it is wanted, drawn with everything else from then on.
//
// A part is made by its module's `create(tools)`, and gets every view by `render`. Until it is there, the page does
// without; should it fail to load, a later picture tries again. Who waits for an opponent needs the links, who comes
// to play or watch needs the table: those are on their way before the server has said anything. The rest comes when
// something asks for it, or when the page has been there for a moment.

import { faceOf } from "./panels.js";

/** @import { Phrase, Request } from "../protocol" */
/** @import { View } from "./panels.js" */
/** @import { Settings } from "./settings.js" */
/**
 * @typedef {object} Tools what the page does for its parts
 * @property {(request: Request, what: string) => void} ask `what`: what it is about, for `State.asked`
 * @property {(column: number) => void} drop
 * @property {(ply: number | null) => void} show a past move, or null: live
 * @property {(phrase: Phrase) => void} say
 * @property {(text: string) => void} tell have it read out, after what is read already
 * @property {() => void} redraw
 * @property {() => string} secret what proves our seat
 * @property {Settings} settings as they are now
 * @property {(changes: Partial<Settings>) => void} change
 */
/** @typedef {{ render: (view: View) => void }} Part */
/** @typedef {{ create: (tools: Tools) => Part }} PartModule */

/**
 * @typedef {object} Entry
 * @property {() => Promise<PartModule>} load
 * @property {(view: View) => boolean} [isUrgent]
 * @property {(view: View) => boolean} [isWanted] once there is time; always, if not told
 * @property {boolean} [isPlain] whether it does without the parts' sheet
 */

const RETRY_MS = 5000;

/** @type {Entry} */
const LINKS = { isUrgent: isWaiting, load: () => import("./share.js"), isPlain: true };

/** @type {Entry} */
const TABLE = {
  isUrgent: (view) => !isWaiting(view),
  load() {
    // All at once, not one when the other has come.
    for (const load of [() => import("./board.js"), () => import("./fall.js"), () => import("./moves.js")]) {
      void load().catch(() => {});
    }
    return import("./table.js");
  },
  isPlain: true,
};

/** @type {Entry[]} */
const PARTS = [
  TABLE,
  LINKS,
  { isUrgent: hasClock, isWanted: hasClock, load: () => import("./clock.js") },
  { isUrgent: isUnderWay, isWanted: isPlaying, load: () => import("./actions.js") },
  { isUrgent: hasHeard, load: () => import("./talk.js") },
  { isWanted: isPlaying, load: () => import("./rename.js") },
  { isWanted: isPlaying, load: () => import("./device.js") },
  { isWanted: ({ state }) => state.role === "host", load: () => import("./access.js") },
  { isUrgent: hasPast, isWanted: hasPast, load: () => import("./games.js") },
];

/** @param {View} view */
function isWaiting(view) {
  return faceOf(view) === "waiting";
}

/** @param {View} view */
function isPlaying({ state }) {
  return state.role !== "spectator";
}

/** @param {View} view */
function isUnderWay({ state }) {
  return state.role !== "spectator" && (state.moves.length > state.startPly || state.outcome !== null);
}

/** @param {View} view */
function hasHeard({ state }) {
  return state.said !== null;
}

/** @param {View} view */
function hasClock({ state }) {
  return state.clock !== null;
}

/** @param {View} view */
function hasPast({ state }) {
  return state.outcome !== null || state.game > 1;
}

/** The parts of a page. */
export class Parts {
  #tools;
  /** @type {Promise<void> | null} */
  #sheet = null;
  /** @type {Map<unknown, Part | "loading">} */
  #made = new Map();

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
    const first = location.pathname === "/play" ? LINKS : TABLE;
    first.load().catch(() => {});
  }

  /** Tell whether there is a board to play on. */
  get hasTable() {
    const table = this.#made.get(TABLE);
    return table !== undefined && table !== "loading";
  }

  /** @param {View} view @param {boolean} isCalm whether there is time for what isn't needed yet */
  render(view, isCalm) {
    for (const entry of PARTS) {
      const part = this.#made.get(entry);
      if (part !== undefined) part !== "loading" && part.render(view);
      else if (view.phase !== "open") continue; // nobody is there to ask for it
      else if (entry.isUrgent?.(view) || (isCalm && (entry.isWanted?.(view) ?? true))) void this.#load(entry);
    }
  }

  /** @param {Entry} entry */
  async #load(entry) {
    this.#made.set(entry, "loading");
    if (!entry.isPlain) this.#sheet ??= loadSheet();
    const [module] = await Promise.all([entry.load().catch(() => null), entry.isPlain || this.#sheet]);
    if (!module) return void setTimeout(() => this.#made.delete(entry), RETRY_MS);
    this.#made.set(entry, module.create(this.#tools));
    this.#tools.redraw();
  }
}

/** Load the parts' style sheet; without it they still work. */
function loadSheet() {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("parts.css", import.meta.url).href;
  return /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      link.onload = link.onerror = () => resolve();
      document.head.append(link);
    })
  );
}
