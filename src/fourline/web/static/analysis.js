// A free board: both sides' moves, exact scores under each column, an address for every position.

import { Board } from "./board.js";
import { find, write } from "./element.js";
import { lineCells, openAfter } from "./lines.js";
import { target } from "./moves.js";
import { colorAt, formatMoves, indexOf, parseMoves, positionAfter, ROWS } from "./position.js";
import { ScoreRow } from "./scores.js";
import { readSettings, saveSettings } from "./settings.js";
import { Solver } from "./solve.js";
import { bestOf, movesToEnd } from "./verdict.js";

/** @import { Scores } from "./verdict.js" */

const steps = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-step]"));
const list = /** @type {HTMLElement} */ (find("moves").querySelector("ol"));
const raw = /** @type {HTMLInputElement} */ (find("raw-scores"));
const copy = /** @type {HTMLButtonElement} */ (find("copy"));
const field = /** @type {HTMLInputElement} */ (find("address"));

let moves = parseMoves(find("main").dataset["moves"] ?? "");
let ply = moves.length;
/** @type {Scores | null} */
let scores = null;
let trouble = "";

for (const layer of document.querySelectorAll("#board .discs, #board .rings")) layer.replaceChildren();
const board = new Board(find("board"), {
  choose: play,
  isStill: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
});
const row = new ScoreRow(find("board"));
const solver = new Solver();

const shown = () => moves.slice(0, ply);
/** @param {number} at */
const nameAt = (at) => (colorAt(at) === "red" ? "Red" : "Yellow");

function draw() {
  const now = shown();
  const rings = lineCells(now);
  const { discs, heights } = positionAfter(now);
  const isOver = rings.length > 0 || ply === 42;
  board.render({
    moves: now,
    isPending: false,
    rings,
    open: openAfter(now),
    hand: isOver ? null : colorAt(ply),
    labels: heights.map((height, column) => {
      const top = height ? `${height} of ${ROWS}, top ${discs[indexOf([column, height - 1])]}` : "empty";
      return `Column ${column + 1}, ${top}`;
    }),
  });
  row.render(scores, ply, raw.checked);
  const headline = isOver ? (rings.length ? `${nameAt(ply - 1)} has won` : "Draw") : `${nameAt(ply)} to move`;
  write(find("headline"), headline);
  write(find("detail"), isOver ? "" : (trouble || (scores ? valueText(scores) : "Solving …")));
  for (const button of steps) {
    const isBack = button.dataset["step"] === "first" || button.dataset["step"] === "previous";
    button.setAttribute("aria-disabled", `${ply === (isBack ? 0 : moves.length)}`);
  }
  drawList();
  field.value = location.origin + address();
}

/** @param {Scores} known */
function valueText(known) {
  const best = bestOf(known) ?? 0;
  if (best === 0) return "A draw, if both play their best.";
  return `${nameAt(best > 0 ? ply : ply + 1)} wins in ${movesToEnd(ply, best)}, if both play their best.`;
}

function drawList() {
  while (list.children.length > Math.ceil(moves.length / 2)) list.lastElementChild?.remove();
  moves.forEach((column, index) => {
    const item = list.children[index >> 1] ?? list.appendChild(document.createElement("li"));
    const link = item.children[index % 2] ?? item.appendChild(makeEntry(index));
    link.setAttribute("aria-label", `Move ${index + 1}, ${colorAt(index)}: column ${column + 1}`);
    link.setAttribute("aria-current", `${index + 1 === ply}`);
    write(/** @type {Element} */ (link.lastElementChild), `${column + 1}`);
  });
  if (moves.length % 2) list.lastElementChild?.children[1]?.remove();
  find("no-moves").hidden = moves.length > 0;
  const current = /** @type {HTMLElement | null} */ (list.querySelector("[aria-current=true]"));
  list.scrollTo((current?.offsetLeft ?? 0) - list.clientWidth / 2, (current?.offsetTop ?? 0) - list.clientHeight / 2);
}

/** @param {number} index */
function makeEntry(index) {
  const link = document.createElement("a");
  const mark = document.createElement("span");
  mark.className = `mark ${colorAt(index)}`;
  link.href = `#${index + 1}`;
  link.onclick = (event) => {
    event.preventDefault();
    show(index + 1);
  };
  link.append(mark, document.createElement("span"));
  return link;
}

const address = () => (ply ? `/analysis/${formatMoves(shown())}` : "/analysis");

/** @param {number} column */
function play(column) {
  if (!openAfter(shown())[column]) return;
  // Who plays on from a past move along the same moves keeps what comes after them.
  if (moves[ply] !== column) moves = [...shown(), column];
  show(ply + 1);
}

/** @param {number} to */
function show(to) {
  ply = Math.min(Math.max(to, 0), moves.length);
  history.replaceState(null, "", address());
  void look();
}

/** Show the position at once, and its scores when they are there. */
async function look() {
  const now = shown();
  [scores, trouble] = [null, ""];
  draw();
  const isOver = lineCells(now).length > 0 || ply === 42;
  const found = isOver ? Array(7).fill(null) : await solver.solve(now);
  // Somebody may have gone on meanwhile.
  if (formatMoves(now) !== formatMoves(shown())) return;
  scores = found;
  if (!found) trouble = "This position can't be solved right now. Please try again soon.";
  draw();
  const last = now.at(-1);
  const move = last === undefined ? "" : `${nameAt(ply - 1)}: column ${last + 1}. `;
  write(find("live"), `${move}${find("headline").textContent}. ${find("detail").textContent}`);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const node = /** @type {Element} */ (event.target);
  const isTyping = node.closest("input:not([type=checkbox]), textarea, select") !== null;
  if (isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
  if (/^[1-7]$/.test(event.key) && !event.repeat && readSettings().digits) return play(Number(event.key) - 1);
  const step = { ArrowLeft: "previous", ArrowRight: "next" }[event.key];
  if (step && !node.closest("#board")) show(target(step, ply, moves.length));
}

for (const button of steps) {
  button.disabled = false;
  button.onclick = () => show(target(button.dataset["step"] ?? "", ply, moves.length));
}
raw.checked = readSettings().rawScores ?? false;
raw.onchange = () => {
  saveSettings({ rawScores: raw.checked });
  draw();
};
find("clear").onclick = () => {
  moves = [];
  show(0);
};
copy.disabled = false;
copy.onclick = async () => (await import("./share.js")).copyBy(copy, field.value);
document.addEventListener("keydown", onKey);
void look();
