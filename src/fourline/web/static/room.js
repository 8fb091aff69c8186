// The page of a room: joins socket, state and pictures. One way round: a message or an act changes the state, the state
// is drawn, at most once a frame.

import { columnLabels, isWanted, spoken, title } from "./announce.js";
import { Board } from "./board.js";
import { Moves, stepTo, target } from "./moves.js";
import { drawPanels, faceOf } from "./panels.js";
import { Parts } from "./parts.js";
import { Entrance, errandOf, makeSecret, Seats } from "./seats.js";
import { browser, readSettings, saveSettings, tab } from "./settings.js";
import { copyBy, Links } from "./share.js";
import { Socket } from "./socket.js";
import { asking, openColumns, played, shownMoves, turn, UNKNOWN, update } from "./state.js";

/** @import { ServerMessage } from "../protocol" */
/** @import { Phase } from "./socket.js" */

/** @param {string} id */
const find = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const CALM_MS = 2000;

let settings = readSettings();
let state = UNKNOWN;
/** @type {Phase} */
let phase = "connecting";
let code = 0;
/** @type {number | null} */
let ply = null; // the past one on the board, or null: live
let isDue = false;
let isCalm = false; // loaded long ago
/** @type {Promise<(() => void)> | null} */
let caller = null;

const entrance = new Entrance(errandOf(location, openingNonce), new Seats({ browser, tab }), (address) =>
  history.replaceState(null, "", address),
);
// A secret stays in sight no longer than it takes to read it.
if (location.hash.startsWith("#secret")) history.replaceState(null, "", location.pathname);
const board = new Board(find("board"), {
  choose: drop,
  isStill: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
});
const moves = new Moves(find("moves"), { show, copy: (notation, button) => copyBy(button, notation) });
const links = new Links(find("room"));
const parts = new Parts({
  ask(request, what) {
    state = asking(state, what, socket.send({ ...request, at: state.seq }));
    redraw();
  },
  say: (phrase) => socket.tell({ type: "say", phrase }),
  tell: (text) => (find("aside").textContent = text),
  redraw,
  secret: () => entrance.secret,
  change: remember,
  get settings() {
    return settings;
  },
});
const socket = new Socket({
  connect: () => new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/ws`),
  hello: () => entrance.hello(location.search, settings.name),
  receive,
  report(next, why) {
    [phase, code] = [next, why];
    redraw();
  },
  timers: { set: (run, ms) => window.setTimeout(run, ms), clear: (timer) => clearTimeout(timer) },
  random: Math.random,
  isVisible: () => !document.hidden,
  prefix: makeSecret().slice(0, 8),
});

/** One name per opening, kept by the history's entry: a reload opens the same room, a new visit another. */
function openingNonce() {
  const nonce = history.state?.nonce ?? makeSecret();
  history.replaceState({ nonce }, "");
  return nonce;
}

/** @param {ServerMessage} message */
function receive(message) {
  if (message.type === "init" && !entrance.settle(message)) return socket.start();
  const wasWanted = isWanted(state);
  const wasSyncing = state.syncing;
  const hadEntered = state.seq > 0;
  if (!hadEntered && message.type === "state") setTimeout(() => redraw((isCalm = true)), CALM_MS);
  state = update(state, message, performance.now());
  // Missed something; asked again with each heartbeat, should the question have been refused.
  if (state.syncing && (!wasSyncing || message.type === "pong")) socket.tell({ type: "sync" });
  if (message.type === "error" && !hadEntered && message.code !== "unavailable") {
    socket.stop(message.code === "not_found" ? 4500 : 1000);
  }
  if (!wasWanted && isWanted(state) && hadEntered) void caller?.then((call) => call());
  if (message.type !== "pong") redraw();
}

/** @param {number} column */
function drop(column) {
  const mayPlay = ply === null && phase !== "stopped" && faceOf({ state, phase }) === "playing";
  if (!mayPlay || !openColumns(state)[column]) return;
  state = played(state, column, socket.send({ type: "play", column, at: state.seq }), performance.now());
  redraw();
}

/** @param {number} to */
function show(to) {
  ply = stepTo(ply, to, shownMoves(state).length);
  redraw();
}

function goLive() {
  ply = null;
  redraw();
  // The button that had the focus is gone now.
  find("board").focus();
}

function redraw(_ = true) {
  document.title = title(state);
  if (isDue) return;
  isDue = true;
  // A hidden page gets no frames; it is drawn when it is seen.
  requestAnimationFrame(draw);
}

function draw() {
  isDue = false;
  const all = shownMoves(state);
  if (ply !== null && ply >= all.length) ply = null;
  const view = { state, phase, code, isReplaying: ply !== null, now: performance.now() };
  drawPanels(view);
  const words = spoken({ state, phase, code, ply });
  // Writing the same words again would have them said again.
  if (find("live").textContent !== words) find("live").textContent = words;
  if (state.seq === 0) return;
  const shown = ply === null ? all : all.slice(0, ply);
  const isLive = ply === null && phase !== "stopped";
  board.render({
    moves: shown,
    isPending: ply === null && state.pending !== null,
    rings: ply === null ? (state.outcome?.lines ?? []).flat() : [],
    open: isLive ? openColumns(state) : Array(7).fill(false),
    hand: isLive ? turn(state) : null,
    labels: columnLabels(state, shown),
  });
  moves.render(all, shown.length);
  links.render(state);
  // Who still waits needs none of them at once.
  if (faceOf(view) === "playing" || isCalm) parts.render(view);
}

/** Get ready to call somebody who looks elsewhere: when we have been touched, or are left. */
function prepareToCall() {
  caller ??= import("./sound.js").then(({ createCall }) => createCall(() => !settings.sound));
}

function wake() {
  if (document.hidden) return;
  socket.nudge();
  // What came while the page slept may have been read late, and a computer's own sleep isn't always counted.
  if (state.clock?.running) socket.tell({ type: "sync" });
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const node = /** @type {Element} */ (event.target);
  const isTyping = node.closest("input:not([type=checkbox]), textarea, select") !== null;
  if (isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
  if (/^[1-7]$/.test(event.key) && settings.digits && !event.repeat) return drop(Number(event.key) - 1);
  const step = { ArrowLeft: "previous", ArrowRight: "next" }[event.key];
  if (!step || node.closest("#board")) return;
  const { length } = shownMoves(state);
  show(target(step, ply ?? length, length));
}

/** @param {Partial<typeof settings>} changes */
function remember(changes) {
  saveSettings(changes);
  settings = readSettings();
}

for (const name of /** @type {const} */ (["sound", "digits"])) {
  const box = /** @type {HTMLInputElement} */ (find(`setting-${name}`));
  box.checked = settings[name];
  box.onchange = () => remember({ [name]: box.checked });
}

find("again").onclick = () => socket.start();
find("back-to-live").onclick = goLive;
document.addEventListener("keydown", onKey);
for (const event of ["pointerdown", "keydown", "visibilitychange"]) document.addEventListener(event, prepareToCall);
document.addEventListener("visibilitychange", wake);
addEventListener("pageshow", ({ persisted }) => persisted && socket.nudge());
addEventListener("online", () => socket.nudge());
addEventListener("offline", () => socket.lose());
socket.start();
