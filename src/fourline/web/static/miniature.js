// Games under way as small boards: keyed nodes, which only change by what was played.

import { fall, HAND_Y, xOf, yOf } from "./fall.js";
import { element, write } from "./element.js";
import { labelOf } from "./control.js";
import { colorAt, parseMoves, positionAfter } from "./position.js";

/** @import { GameListed } from "../protocol" */
/** @typedef {{ entry: HTMLElement, names: Element, terms: Element, discs: Element, moves: string }} Node */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function drawn(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, `${value}`);
  return node;
}

/** A list of small boards. */
export class Miniatures {
  #list;
  #isStill;
  /** @type {Map<string, Node>} by watch key */
  #nodes = new Map();

  /** @param {HTMLElement} list @param {() => boolean} isStill no animations */
  constructor(list, isStill) {
    this.#list = list;
    this.#isStill = isStill;
  }

  /** @param {readonly GameListed[]} games */
  render(games) {
    const watched = new Set(games.map(({ watch }) => watch));
    for (const [watch, { entry }] of this.#nodes) {
      // Whoever is about to open a game by keyboard isn't thrown off the list.
      if (watched.has(watch) || entry.contains(document.activeElement)) continue;
      entry.remove();
      this.#nodes.delete(watch);
    }
    for (const game of games) this.#draw(game);
  }

  /** @param {GameListed} game */
  #draw(game) {
    const node = this.#nodes.get(game.watch) ?? this.#make(game.watch);
    const count = game.moves.length;
    write(node.names, `${game.names.host ?? "Somebody"} – ${game.names.guest ?? "somebody"}`);
    write(node.terms, `${labelOf(game.clock)} · ${count} move${count === 1 ? "" : "s"}`);
    if (node.moves === game.moves) return;
    const isNext = node.moves !== "new" && game.moves.startsWith(node.moves);
    const shown = isNext ? node.moves.length : 0;
    if (!isNext) node.discs.replaceChildren();
    const moves = parseMoves(game.moves);
    for (let ply = shown; ply < count; ply++) {
      const disc = this.#disc(moves.slice(0, ply + 1));
      node.discs.append(disc);
      if (isNext && ply === count - 1 && !this.#isStill()) {
        const { frames, duration } = fall(Number(disc.getAttribute("y")) - HAND_Y);
        disc.animate(frames, duration);
      }
    }
    node.moves = game.moves;
  }

  /** @param {readonly number[]} moves */
  #disc(moves) {
    const [column, row] = positionAfter(moves).last ?? [0, 0];
    return drawn("use", { href: `#disc-${colorAt(moves.length - 1)}`, x: xOf(column), y: yOf(row) });
  }

  /** @param {string} watch @returns {Node} */
  #make(watch) {
    const board = drawn("svg", { class: "drawing", viewBox: "0 100 728 640", "aria-hidden": "true" });
    const discs = drawn("g", {});
    board.append(
      drawn("rect", { class: "hole", x: 8, y: 112, width: 712, height: 612, rx: 24 }),
      discs,
      drawn("use", { class: "plate", href: "#plate" }),
    );
    const names = element("span", { className: "name" });
    const terms = element("span", { className: "small muted" });
    const link = element("a", { href: `/?watch=${watch}` }, board, names, terms);
    const entry = element("li", {}, link);
    this.#list.append(entry);
    const node = { entry, names, terms, discs, moves: "new" };
    this.#nodes.set(watch, node);
    return node;
  }
}
