// Discs that aren't there: a better line, numbered, or a move that somebody tries.

import { xOf, yOf } from "./fall.js";
import { colorAt, positionAfter } from "./position.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * Show moves on top of a position, in place of those shown before.
 * @param {Element} root of the board
 * @param {readonly number[]} moves what lies there
 * @param {readonly number[]} line what doesn't; empty to show nothing
 * @param {boolean} [isSolid] one move, as if it were made
 */
export function showGhosts(root, moves, line, isSolid = false) {
  root.querySelector(".ghosts")?.remove();
  if (line.length === 0) return;
  const layer = make("g", { class: isSolid ? "ghosts solid" : "ghosts" });
  const heights = [...positionAfter(moves).heights];
  line.forEach((column, index) => {
    const [x, y] = [xOf(column), yOf(heights[column] ?? 0)];
    heights[column] = (heights[column] ?? 0) + 1;
    layer.append(make("use", { href: `#disc-${colorAt(moves.length + index)}`, x: `${x}`, y: `${y}` }));
    if (isSolid) return;
    const number = make("text", { x: `${x}`, y: `${y + 13}` });
    number.textContent = `${index + 1}`;
    layer.append(number);
  });
  // Behind the plate, as all discs are.
  root.querySelector(".discs")?.after(layer);
}

/** @param {string} name @param {Record<string, string>} attributes */
function make(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}
