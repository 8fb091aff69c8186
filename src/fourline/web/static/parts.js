// What a page doesn't need at once, or not at all: loaded when it is wanted, drawn with everything else from then on.
//
// A part is made by its module's `create(tools)`, and gets every view by `render`. Until it is there, the page does
// without; should it fail to load, the next picture tries again. Who waits for an opponent needs the links, who comes
// to play or watch needs the table: those are on their way before the server has said anything.

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

/** @typedef {{ isWanted: (view: View) => boolean, load: () => Promise<PartModule>, isPlain?: boolean }} Entry */

/** @type {Entry} */
const LINKS = { isWanted: () => true, load: () => import("./share.js"), isPlain: true };

/** @type {Entry} */
const TABLE = {
  isWanted: () => true,
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
  { isWanted: ({ state }) => state.clock !== null, load: () => import("./clock.js") },
  { isWanted: isPlaying, load: () => import("./actions.js") },
  { isWanted: () => true, load: () => import("./talk.js") },
  { isWanted: isPlaying, load: () => import("./rename.js") },
  { isWanted: ({ state }) => state.role === "host", load: () => import("./access.js") },
  { isWanted: isPlaying, load: () => import("./device.js") },
  { isWanted: ({ state }) => state.outcome !== null || state.game > 1, load: () => import("./games.js") },
];

/** @param {View} view */
function isPlaying({ state }) {
  return state.role !== "spectator";
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

  /** @param {View} view @param {boolean} isCalm whether there is time for what isn't needed yet */
  render(view, isCalm) {
    const isWaiting = faceOf(view) === "waiting";
    for (const entry of PARTS) {
      const part = this.#made.get(entry);
      if (isWaiting && !isCalm && entry !== LINKS) continue;
      if (part !== undefined) part !== "loading" && part.render(view);
      else if (entry.isWanted(view)) void this.#load(entry);
    }
  }

  /** @param {Entry} entry */
  async #load(entry) {
    this.#made.set(entry, "loading");
    if (!entry.isPlain) this.#sheet ??= loadSheet();
    try {
      const [{ create }] = await Promise.all([entry.load(), entry.isPlain || this.#sheet]);
      this.#made.set(entry, create(this.#tools));
      this.#tools.redraw();
    } catch {
      this.#made.delete(entry); // Without it the page still works, more or less.
    }
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
