// The list of puzzles: which this browser has solved.

import { find } from "./element.js";
import { dayOf, readSolved, streakText } from "./streak.js";

const record = readSolved();
const solved = new Set(record.solved);
const links = /** @type {HTMLAnchorElement[]} */ ([...find("puzzles").querySelectorAll("a")]);

find("streak").textContent = streakText(record, dayOf(Date.now()));
for (const link of links) {
  if (!solved.has(link.dataset["id"] ?? "")) continue;
  link.classList.add("solved");
  link.setAttribute("aria-label", `${link.getAttribute("aria-label")}, solved`);
}
const first = links.find((link) => !solved.has(link.dataset["id"] ?? ""));
const unsolved = /** @type {HTMLAnchorElement | null} */ (document.getElementById("unsolved"));
if (unsolved && first) unsolved.href = first.href;
if (unsolved && !first) unsolved.hidden = true;
