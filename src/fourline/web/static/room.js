// The page of a room: joins socket, state and pictures. One way round: a message or an act changes the state, the state
// is drawn, at most once a frame.

import { columnLabels, spoken, title } from "./announce.js";
import { Board } from "./board.js";
import { Moves, stepTo, target } from "./moves.js";
import { drawPanels, faceOf } from "./panels.js";
import { errandOf, makeSecret, Seats } from "./seats.js";
import { browser, cleanName, readSettings, saveSettings, tab } from "./settings.js";
import { copyBy, Links } from "./share.js";
import { Socket } from "./socket.js";
import { isOurMove, openColumns, played, shownMoves, turn, UNKNOWN, update } from "./state.js";

/** @import { Init, ServerMessage } from "../protocol" */
/** @import { Phase } from "./socket.js" */

/** @param {string} id */
const find = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const seats = new Seats({ browser, tab });

let settings = readSettings();
let errand = errandOf(location, openingNonce);
let sentSecret = "";
let state = UNKNOWN;
/** @type {Phase} */
let phase = "connecting";
let code = 0;
/** @type {number | null} */
let ply = null; // the past one on the board, or null: live
let isDue = false;
/** @type {Promise<(() => void)> | null} */
let caller = null;

const board = new Board(find("board"), {
  choose: drop,
  isStill: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
});
const moves = new Moves(find("moves"), { show, copy: (notation, button) => copyBy(button, notation) });
const links = new Links(find("room"));
const socket = new Socket({
  connect: () => new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/ws`),
  hello,
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

function hello() {
  const entry = seats.entry(errand);
  sentSecret = entry.secret ?? "";
  const query = new URLSearchParams(location.search);
  const name = cleanName(("open" in errand ? query.get("name") : settings.name) ?? "") || undefined;
  const color = query.get("color") ?? undefined;
  const options = "open" in errand ? { name, color } : "join" in errand ? { name } : {};
  return { type: "init", version: 1, ...entry, ...options };
}

/** @param {ServerMessage} message */
function receive(message) {
  if (message.type === "init" && !settle(message)) return;
  const wasOurMove = isOurMove(state);
  const wasSyncing = state.syncing;
  const hadEntered = state.seq > 0;
  state = update(state, message);
  // Missed something; asked again with each heartbeat, should the question have been refused.
  if (state.syncing && (!wasSyncing || message.type === "pong")) socket.sync();
  if (message.type === "error" && !hadEntered && message.code !== "unavailable") {
    socket.stop(message.code === "not_found" ? 4500 : 1000);
  }
  if (!wasOurMove && isOurMove(state) && hadEntered) void caller?.then((call) => call());
  if (message.type !== "pong") redraw();
}

/**
 * Keep the seat that we were given; false if we rather enter again, by another door.
 * @param {Init} init
 */
function settle(init) {
  if (init.role === "spectator" && init.notice === "seat_taken" && seats.held(init.room)) {
    // It was us who took it, in another tab, at another time.
    errand = { room: init.room };
    socket.start();
    return false;
  }
  if (!("watch" in errand)) seats.settle(errand, sentSecret, init);
  if (init.role !== "spectator") {
    errand = { room: init.room };
    history.replaceState(null, "", `/room/${init.room}`);
  } else if (init.notice === "seat_taken") {
    errand = { watch: init.watch };
    history.replaceState(null, "", `/?watch=${init.watch}`);
  }
  return true;
}

/** @param {number} column */
function drop(column) {
  const isAsked = ply === null && phase !== "stopped" && faceOf({ state, phase }) === "playing";
  if (!isAsked || !openColumns(state)[column]) return;
  state = played(state, column, socket.send({ type: "play", column, at: state.seq }));
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

function redraw() {
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
  drawPanels({ state, phase, code, isReplaying: ply !== null });
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
}

/** Get ready to call somebody who looks elsewhere: when we have been touched, or are left. */
function prepareToCall() {
  caller ??= import("./sound.js").then(({ createCall }) => createCall(() => !settings.sound));
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

for (const name of /** @type {const} */ (["sound", "digits"])) {
  const box = /** @type {HTMLInputElement} */ (find(`setting-${name}`));
  box.checked = settings[name];
  box.onchange = () => {
    saveSettings({ [name]: box.checked });
    settings = readSettings();
  };
}

find("again").onclick = () => socket.start();
find("back-to-live").onclick = goLive;
document.addEventListener("keydown", onKey);
for (const event of ["pointerdown", "keydown", "visibilitychange"]) document.addEventListener(event, prepareToCall);
document.addEventListener("visibilitychange", () => document.hidden || socket.nudge());
addEventListener("pageshow", ({ persisted }) => persisted && socket.nudge());
addEventListener("online", () => socket.nudge());
addEventListener("offline", () => socket.lose());
socket.start();
