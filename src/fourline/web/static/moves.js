// The list of moves, and stepping through them.

import { colorAt, formatMoves } from "./position.js";

/**
 * Return the ply to show after a step, or null for live: whoever steps onto the last move is back.
 * @param {number | null} ply what is shown
 * @param {number} to
 * @param {number} length moves in all
 */
export const stepTo = (ply, to, length) => {
  if (length === 0 || (ply === null && to >= length)) return null;
  return to >= length ? null : Math.max(to, 0);
};

/**
 * Return the ply that a step button or key leads to.
 * @param {string} step
 * @param {number} at the ply shown
 * @param {number} length
 */
export function target(step, at, length) {
  switch (step) {
    case "first":
      return 0;
    case "previous":
      return at - 1;
    case "next":
      return at + 1;
    default:
      return length;
  }
}

/**
 * Bring the card of moves in `root` to life.
 * @param {HTMLElement} root
 * @param {{ show: (ply: number) => void, copy: (notation: string, button: HTMLButtonElement) => void }} options
 */
export function createMoves(root, { show, copy }) {
  const list = /** @type {HTMLElement} */ (root.querySelector("ol"));
  const empty = /** @type {HTMLElement} */ (root.querySelector(".empty"));
  const copyButton = /** @type {HTMLButtonElement} */ (root.querySelector("button[name=copy]"));
  /** @type {HTMLButtonElement[]} */
  const steps = [...root.querySelectorAll("button[data-step]")].map((node) => /** @type {any} */ (node));
  /** @type {HTMLButtonElement[]} */
  const entries = [];
  /** @type {readonly number[]} */
  let moves = [];
  let at = 0;

  copyButton.onclick = () => copy(formatMoves(moves), copyButton);
  for (const button of steps) button.onclick = () => show(target(button.dataset["step"] ?? "", at, moves.length));

  /** @param {number} ply */
  function entry(ply) {
    const button = document.createElement("button");
    const mark = document.createElement("span");
    mark.className = `mark ${colorAt(ply)}`;
    button.type = "button";
    button.onclick = () => show(ply + 1);
    button.append(mark, document.createElement("span"));
    if (ply % 2 === 0) list.append(document.createElement("li"));
    list.lastElementChild?.append(button);
    return button;
  }

  /** @param {number} length */
  function fit(length) {
    while (entries.length < length) entries.push(entry(entries.length));
    while (entries.length > length) entries.pop()?.remove();
    while (list.children.length > Math.ceil(length / 2)) list.lastElementChild?.remove();
  }

  /** Keep the current move in sight without scrolling the page. */
  function follow() {
    const current = entries[at - 1];
    if (!current) return list.scrollTo(0, 0);
    list.scrollTo(
      current.offsetLeft - list.clientWidth / 2 + current.offsetWidth / 2,
      current.offsetTop - list.clientHeight / 2 + current.offsetHeight / 2,
    );
  }

  return {
    /**
     * Show all moves of the game and which of them the board shows.
     * @param {readonly number[]} all
     * @param {number} shown the ply on the board
     */
    render(all, shown) {
      if (all.length === moves.length && shown === at && all.every((column, ply) => column === moves[ply])) return;
      fit(all.length);
      all.forEach((column, ply) => {
        const text = entries[ply]?.lastElementChild;
        if (text) text.textContent = `${column + 1}`;
        entries[ply]?.setAttribute("aria-label", `Move ${ply + 1}, ${colorAt(ply)}: column ${column + 1}`);
        entries[ply]?.setAttribute("aria-current", `${ply + 1 === shown}`);
      });
      [moves, at] = [all, shown];
      empty.hidden = copyButton.disabled = all.length > 0;
      copyButton.disabled = all.length === 0;
      for (const button of steps) {
        const isBack = button.dataset["step"] === "first" || button.dataset["step"] === "previous";
        button.disabled = isBack ? at === 0 : at === all.length;
      }
      follow();
    },
  };
}
