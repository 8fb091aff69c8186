// The page of a finished game. Its text is there without this; here the board and the moves come alive.

import { Board } from "./board.js";
import { find, write } from "./element.js";
import { colorAt, parseMoves } from "./position.js";
import { leftAt, onwardFrom, plyOf, wordsAt } from "./replay.js";
import { readSettings } from "./settings.js";

/** @import { Cell, Color } from "./position.js" */
/** @import { Game } from "./replay.js" */
/** @import { GameReview } from "./review.js" */

const STEP_MS = 1000;
const SOLVER = "https://connect4.gamesolver.org/?pos=";
const COLORS = /** @type {const} */ (["red", "yellow"]);

const { dataset } = find("main");
const entries = /** @type {HTMLAnchorElement[]} */ ([...find("moves").querySelectorAll("a")]);
const list = find("moves").querySelector("ol");
const steps = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-step]"));
const slider = /** @type {HTMLInputElement} */ (find("ply"));
const run = /** @type {HTMLButtonElement} */ (find("run"));
const copy = /** @type {HTMLButtonElement} */ (find("copy"));
const fromHere = /** @type {HTMLAnchorElement} */ (find("from-here"));
const { name } = readSettings();
const winner = dataset["flagged"];

/** @type {Game} */
const game = {
  moves: parseMoves(dataset["moves"] ?? ""),
  names: { red: dataset["red"] ?? "", yellow: dataset["yellow"] ?? "" },
  lefts: entries.map((entry) => entry.querySelector(".time")?.textContent ?? ""),
  initial: dataset["initial"] ?? "",
  isOpen: "open" in dataset,
  flagged: winner === "red" ? "yellow" : winner === "yellow" ? "red" : null,
  clock: dataset["clock"] ?? "",
};
const { length } = game.moves;
/** @type {Cell[]} */
const rings = JSON.parse(dataset["rings"] ?? "[]");

let ply = plyOf(location.hash, length) ?? length;
let timer = 0;
/** @type {GameReview | null} */
let review = null;

// The server has drawn the last position for those without scripts.
for (const layer of document.querySelectorAll("#board .discs, #board .rings")) layer.replaceChildren();
const board = new Board(find("board"), {
  choose() {},
  isStill: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
});

function draw() {
  board.render({
    moves: game.moves.slice(0, ply),
    isPending: false,
    rings: ply === length ? rings : [],
    open: [],
    hand: null,
    labels: [],
  });
  entries.forEach((entry, index) => entry.setAttribute("aria-current", `${index + 1 === ply}`));
  slider.value = `${ply}`;
  slider.setAttribute("aria-valuetext", wordsAt(game, ply));
  for (const button of steps) {
    const isBack = button.dataset["step"] === "first" || button.dataset["step"] === "previous";
    // Not `disabled`: that would take the focus away from whoever steps to the end.
    button.setAttribute("aria-disabled", `${ply === (isBack ? 0 : length)}`);
  }
  for (const color of COLORS) drawSide(color);
  /** @type {HTMLAnchorElement} */ (find("solver")).href = `${SOLVER}${(dataset["moves"] ?? "").slice(0, ply)}`;
  /** @type {HTMLAnchorElement} */ (find("analysis")).href = `/analysis/${(dataset["moves"] ?? "").slice(0, ply)}`;
  drawOnward();
  follow();
  review?.render(ply);
}

/** @param {Color} color */
function drawSide(color) {
  const face = document.getElementById(`left-${color}`);
  if (!face) return;
  write(face, leftAt(game, color, ply));
  face.classList.toggle("to-move", ply < length && colorAt(ply) === color);
}

function drawOnward() {
  const href = onwardFrom(game, ply, name);
  if (href === null) {
    fromHere.removeAttribute("href");
    fromHere.setAttribute("role", "link");
    fromHere.setAttribute("aria-disabled", "true");
  } else {
    fromHere.href = href;
    fromHere.removeAttribute("aria-disabled");
  }
  const hint = href === null
    ? "This position is over. Step back to one that isn't."
    : `You play ${colorAt(ply)}, a friend the other side.`;
  write(find("from-here-hint"), hint);
}

/** Keep the current move in sight without scrolling the page. */
function follow() {
  const entry = entries[ply - 1];
  if (!list) return;
  if (!entry) return list.scrollTo(0, 0);
  list.scrollTo(
    entry.offsetLeft - list.clientWidth / 2 + entry.offsetWidth / 2,
    entry.offsetTop - list.clientHeight / 2 + entry.offsetHeight / 2,
  );
}

/** Show a position and say it. @param {number} to */
function show(to) {
  ply = Math.min(Math.max(to, 0), length);
  draw();
  write(find("live"), wordsAt(game, ply));
}

/** Show a position that somebody chose; its address leads to it again. @param {number} to */
function choose(to) {
  pause();
  show(to);
  keepAddress();
}

function keepAddress() {
  history.replaceState(null, "", ply === length ? location.pathname : `#${ply}`);
}

function pause() {
  clearTimeout(timer);
  timer = 0;
  run.setAttribute("aria-label", "Play the moves");
  run.classList.remove("running");
}

function toggle() {
  if (timer) {
    pause();
    return keepAddress();
  }
  if (ply === length) show(0);
  run.setAttribute("aria-label", "Pause");
  run.classList.add("running");
  timer = window.setTimeout(advance, STEP_MS);
}

function advance() {
  show(ply + 1);
  if (ply < length) {
    timer = window.setTimeout(advance, STEP_MS);
  } else {
    pause();
    keepAddress();
  }
}

/** @param {string} step */
const targetOf = (step) => ({ first: 0, previous: ply - 1, next: ply + 1, last: length })[step] ?? ply;

/** @param {KeyboardEvent} event */
function onKey(event) {
  const node = /** @type {Element} */ (event.target);
  if (event.ctrlKey || event.altKey || event.metaKey || node.closest("input, textarea, select")) return;
  const step = { ArrowLeft: "previous", ArrowRight: "next", Home: "first", End: "last" }[event.key];
  if (!step) return;
  event.preventDefault();
  choose(targetOf(step));
}

for (const button of steps) button.onclick = () => choose(targetOf(button.dataset["step"] ?? ""));
entries.forEach((entry, index) => {
  entry.onclick = (event) => {
    event.preventDefault();
    choose(index + 1);
  };
});
slider.oninput = () => {
  pause();
  show(Number(slider.value));
};
slider.onchange = keepAddress;
run.onclick = toggle;
copy.onclick = async () => (await import("./share.js")).copyBy(copy, dataset["moves"] ?? "");
for (const control of [slider, run, copy, ...steps]) control.disabled = length === 0;
document.addEventListener("keydown", onKey);
addEventListener("hashchange", () => choose(plyOf(location.hash, length) ?? length));
draw();
if (length > Number(dataset["start"])) void judge();

/** Show what the game was worth; everything else is there already. */
async function judge() {
  const module = await import("./review.js");
  review = new module.GameReview({
    id: location.pathname.slice("/game/".length),
    board: find("board"),
    place: (card) => find("moves").after(card),
    entries: () => entries,
    show: choose,
    names: game.names,
  });
  review.render(ply);
}
