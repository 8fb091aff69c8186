// Labels on the entries of a list of moves: a mark to see, a word to hear.

import { MARKS, NAMES } from "./verdict.js";

/** @import { Judged } from "./verdict.js" */

/**
 * Label the entries of the moves that are judged; again whenever the list may have been drawn.
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
    // Who owns the list writes its entries anew now and then.
    const [said, name] = [entry.getAttribute("aria-label") ?? "", `, ${entry.title.toLowerCase()}`];
    if (!said.endsWith(name)) entry.setAttribute("aria-label", said + name);
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
