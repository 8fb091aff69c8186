// One puzzle: a board, somebody's tries, told right or wrong at once.

import { attempt } from "./attempt.js";
import { Board } from "./board.js";
import { find, write } from "./element.js";
import { lineCells, openAfter } from "./lines.js";
import { colorAt, indexOf, parseMoves, positionAfter, ROWS } from "./position.js";
import { readSettings } from "./settings.js";
import { dayOf, readSolved, saveSolved, streakText } from "./streak.js";

/** @import { Puzzle } from "./attempt.js" */

const REPLY_MS = 700;

const { dataset } = find("main");
/** @type {Puzzle} */
const puzzle = {
  moves: parseMoves(dataset["moves"] ?? ""),
  line: parseMoves(dataset["line"] ?? ""),
  answers: (dataset["answers"] ?? "").split(" ").map(parseMoves),
  kind: dataset["kind"] === "win" ? "win" : "save",
};
const reveal = /** @type {HTMLButtonElement} */ (find("reveal"));
const again = find("again");

/** @type {readonly number[]} since the puzzle's position */
let played = [];
let isOver = false;
let isHelped = false;
let reply = 0; // a timer, while the other side is about to move

for (const layer of document.querySelectorAll("#board .discs, #board .rings")) layer.replaceChildren();
const board = new Board(find("board"), {
  choose,
  isStill: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
});

const shown = () => [...puzzle.moves, ...played];

function draw() {
  const now = shown();
  const { discs, heights } = positionAfter(now);
  const isOurs = !isOver && !reply;
  board.render({
    moves: now,
    isPending: false,
    rings: lineCells(now),
    open: isOurs ? openAfter(now) : Array(7).fill(false),
    hand: isOver ? null : colorAt(now.length),
    labels: heights.map((height, column) => {
      const top = height ? `${height} of ${ROWS}, top ${discs[indexOf([column, height - 1])]}` : "empty";
      return `Column ${column + 1}, ${top}`;
    }),
  });
  reveal.hidden = isOver;
  again.hidden = played.length === 0;
  find("next").classList.toggle("primary", isOver);
  find("themes").hidden = !isOver;
  write(find("streak"), streakText(readSolved(), dayOf(Date.now())));
}

/** @param {string} text */
const tell = (text) => write(find("told"), text);

/** @param {number} column */
function choose(column) {
  if (isOver || reply || !openAfter(shown())[column]) return;
  const step = attempt(puzzle, played, column);
  if (!step.isRight) return tell(`Column ${column + 1} isn't it. Try another one.`);
  const theirs = step.played[played.length + 1];
  played = step.played.slice(0, played.length + 1);
  isOver = step.isSolved;
  if (isOver) finish();
  else if (theirs !== undefined) answer(column, theirs);
  draw();
}

/** Let the other side move, as one does: not in the same moment. @param {number} column @param {number} theirs */
function answer(column, theirs) {
  tell(`Column ${column + 1} is right.`);
  reply = window.setTimeout(() => {
    reply = 0;
    played = [...played, theirs];
    tell(`Column ${column + 1} is right. The answer: column ${theirs + 1}. Go on.`);
    draw();
  }, REPLY_MS);
}

function finish() {
  if (!isHelped) saveSolved(dataset["id"] ?? "", dataset["day"] ?? "");
  const what = puzzle.kind === "win" ? "That wins." : "Nothing else would have done.";
  tell(isHelped ? what : `Right! ${what}`);
}

reveal.disabled = false;
/** @param {readonly number[]} moves @param {boolean} isEnd */
function show(moves, isEnd) {
  clearTimeout(reply);
  [played, isOver, reply] = [moves, isEnd, 0];
}

reveal.onclick = () => {
  isHelped = true;
  show(puzzle.line, true);
  const columns = puzzle.line.map((column) => column + 1).join(", ");
  tell(`The answer: ${puzzle.line.length === 1 ? "column" : "columns"} ${columns}.`);
  draw();
  again.focus();
};
again.onclick = () => {
  show([], false);
  tell("");
  draw();
  find("board").focus();
};
document.addEventListener("keydown", (event) => {
  const node = /** @type {Element} */ (event.target);
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || node.closest("input, select")) return;
  if (/^[1-7]$/.test(event.key) && readSettings().digits) choose(Number(event.key) - 1);
});
draw();
