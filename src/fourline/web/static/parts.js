// What a page needs only once there is a game: loaded then, and drawn with everything else from then on.
//
// A part is made by its module's `create(tools)`, and gets every view by `render`. Until it is there, the page does
// without; should it fail to load, the next picture tries again.

/** @import { Phrase, Request } from "../protocol" */
/** @import { View } from "./panels.js" */
/** @import { Settings } from "./settings.js" */
/**
 * @typedef {object} Tools what the page does for its parts
 * @property {(request: Request, what: string) => void} ask `what`: what it is about, for `State.asked`
 * @property {(phrase: Phrase) => void} say
 * @property {(text: string) => void} tell have it read out, after what is read already
 * @property {() => void} redraw
 * @property {() => string} secret what proves our seat
 * @property {Settings} settings as they are now
 * @property {(changes: Partial<Settings>) => void} change
 */
/** @typedef {{ render: (view: View) => void }} Part */
/** @typedef {{ create: (tools: Tools) => Part }} PartModule */

/** @typedef {{ isWanted: (view: View) => boolean, load: () => Promise<PartModule> }} Entry */

/** @type {Entry[]} */
const PARTS = [
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
  }

  /** @param {View} view */
  render(view) {
    for (const entry of PARTS) {
      const part = this.#made.get(entry);
      if (part !== undefined) part !== "loading" && part.render(view);
      else if (entry.isWanted(view)) void this.#load(entry);
    }
  }

  /** @param {Entry} entry */
  async #load(entry) {
    this.#made.set(entry, "loading");
    this.#sheet ??= loadSheet();
    try {
      const [{ create }] = await Promise.all([entry.load(), this.#sheet]);
      this.#made.set(entry, create(this.#tools));
      this.#tools.redraw();
    } catch {
      this.#made.delete(entry);
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
