// Labels on the entries of a list of moves: a mark to see, a word to hear.

import { MARKS, NAMES } from "./verdict.js";

/** @import { Judged } from "./verdict.js" */

/**
 * Label the entries of the moves that are judged.
 * @param {readonly HTMLElement[]} entries
 * @param {readonly (Judged | null)[]} judged
 */
export function label(entries, judged) {
  for (const move of judged) {
    const entry = move && entries[move.ply - 1];
    if (!entry) continue;
    entry.dataset["mark"] = MARKS[move.label];
    entry.dataset["label"] = move.label;
    entry.title = NAMES[move.label];
    entry.setAttribute("aria-label", `${entry.getAttribute("aria-label")}, ${entry.title.toLowerCase()}`);
  }
}

/** Take the labels away; what is said of the entries is written anew by who owns them. @param {readonly HTMLElement[]} entries */
export function unlabel(entries) {
  for (const entry of entries) {
    delete entry.dataset["mark"];
    delete entry.dataset["label"];
    entry.removeAttribute("title");
  }
}
