// The page of a room: joins socket, state and pictures. One way round: a message or an act changes the state, the state
// is drawn, at most once a frame.

import { isWanted, spoken, title } from "./announce.js";
import { drawPanels, faceOf, find } from "./panels.js";
import { Parts } from "./parts.js";
import { Entrance, errandOf, makeSecret, Seats } from "./seats.js";
import { browser, readSettings, saveSettings, tab } from "./settings.js";
import { Socket } from "./socket.js";
import { asking, openColumns, played, shownMoves, UNKNOWN, update } from "./state.js";

/** @import { ServerMessage } from "../protocol" */
/** @import { Phase } from "./socket.js" */
/** @import { Stop } from "./stops.js" */

// By then, who came has seen what counts, and the network is free for the rest.
const CALM_MS = 1500;

let settings = readSettings();
let state = UNKNOWN;
/** @type {Phase} */
let phase = "connecting";
let code = 0;
/** @type {Stop | null} */
let stop = null;
/** @type {number | null} */
let ply = null; // the past one on the board, or null: live
let isDue = false;
let isCalm = false; // there is time for what isn't urgent
/** @type {Promise<(() => void)> | null} */
let caller = null;

const entrance = new Entrance(errandOf(location, openingNonce), new Seats({ browser, tab }), (address) =>
  history.replaceState(null, "", address),
);
// A secret stays in sight no longer than it takes to read it.
if (location.hash.startsWith("#secret")) history.replaceState(null, "", location.pathname);
const parts = new Parts({
  ask(request, what) {
    state = asking(state, what, socket.send({ ...request, at: state.seq }));
    redraw();
  },
  drop,
  show(next) {
    ply = next;
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
    if (next === "stopped") void explain();
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
  if (!hadEntered && message.type === "state") setTimeout(calmDown, CALM_MS);
  state = update(state, message, performance.now());
  // Missed something; asked again with each heartbeat, should the question have been refused.
  if (state.syncing && (!wasSyncing || message.type === "pong")) socket.tell({ type: "sync" });
  if (message.type === "error" && !hadEntered && message.code !== "unavailable") {
    socket.stop(message.code === "not_found" ? 4500 : 1000);
  }
  if (!wasWanted && isWanted(state) && hadEntered) void caller?.then((call) => call());
  if (message.type !== "pong") redraw();
}

/** Say why the connection has ended, and what can be done. */
async function explain() {
  stop = null;
  // Should the words not come either, what the page shows without them is true as well.
  const words = await import("./stops.js").catch(() => null);
  stop = words?.stopText(code, state) ?? null;
  redraw();
}

/** @param {number} column */
function drop(column) {
  const mayPlay = ply === null && phase !== "stopped" && faceOf({ state, phase }) === "playing";
  if (!mayPlay || !openColumns(state)[column]) return;
  state = played(state, column, socket.send({ type: "play", column, at: state.seq }), performance.now());
  redraw();
}

function calmDown() {
  isCalm = true;
  redraw();
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
  const view = { state, phase, stop, ply, isReplaying: ply !== null, now: performance.now() };
  if (state.seq > 0) parts.render(view, isCalm);
  // What looks as if it could be played on must be.
  if (phase === "open" && faceOf(view) === "playing" && !parts.hasTable) return;
  drawPanels(view);
  const words = spoken(view);
  // Writing the same words again would have them said again.
  if (find("live").textContent !== words) find("live").textContent = words;
}

/** Get ready to call somebody who looks elsewhere: when we have been touched, or are left. */
function prepareToCall() {
  caller ??= import("./sound.js").then(({ createCall }) => createCall(() => !settings.sound));
}

function wake() {
  if (document.hidden) return void watchOver();
  socket.nudge();
  // What came while the page slept may have been read late, and a computer's own sleep isn't always counted.
  if (state.clock?.running) socket.tell({ type: "sync" });
}

/** Tell the server that we are there, even if nobody looks. */
async function watchOver() {
  if (state.role === "spectator") return;
  const awake = await import("./awake.js").catch(() => null);
  awake?.stayAwake(() => phase === "open" && socket.nudge());
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
for (const event of ["pointerdown", "keydown", "visibilitychange"]) document.addEventListener(event, prepareToCall);
for (const event of ["visibilitychange", "resume"]) document.addEventListener(event, wake);
addEventListener("pageshow", ({ persisted }) => persisted && socket.nudge());
addEventListener("online", () => socket.nudge());
addEventListener("offline", () => socket.lose());
socket.start();
