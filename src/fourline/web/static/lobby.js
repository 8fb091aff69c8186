// The lobby on the home page: who looks for an opponent, what can be watched. Connected only while somebody looks at
// the page, or waits for an opponent in it.

import { keyOf, labelOf, parseControl } from "./control.js";
import { find, write } from "./element.js";
import { Miniatures } from "./miniature.js";
import { heard, IDLE, refused, stop, take, want } from "./pairing.js";
import { makeSecret, Seats } from "./seats.js";
import { SeekList } from "./seeks.js";
import { browser, readSettings, tab } from "./settings.js";
import { Socket } from "./socket.js";
import { answers } from "./home.js";

/** @import { LobbyMessage, LobbySnapshot, Paired } from "../protocol" */
/** @import { Step, Wish } from "./pairing.js" */
/** @import { Phase } from "./socket.js" */

const UNREACHABLE = "Nobody can be found right now: the server doesn't answer. Playing a friend may still work.";
const HEARD_MS = 700;

/** @type {Phase} */
let phase = "connecting";
let isFirst = true;
let isLeaving = false;
let state = IDLE;
/** @type {LobbySnapshot | null} */
let lobby = null;

const quick = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("#quick button"));
const offerButton = /** @type {HTMLButtonElement} */ (find("offer"));
const title = document.title;
const miniatures = new Miniatures(find("live-games"), () => matchMedia("(prefers-reduced-motion: reduce)").matches);
const seekList = new SeekList(find("seeks"), (seek) => follow(take(state, seek, makeSecret(), answers().name)));
const socket = new Socket({
  connect: () => new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/ws`),
  hello: () => ({ type: "init", version: 1, lobby: true }),
  receive: (message) => receive(/** @type {LobbyMessage} */ (/** @type {unknown} */ (message))),
  report(next) {
    phase = next;
    if (next === "connecting") isFirst = true;
    draw();
  },
  timers: { set: (run, ms) => window.setTimeout(run, ms), clear: (timer) => clearTimeout(timer) },
  random: Math.random,
  isVisible: isNeeded,
  prefix: makeSecret().slice(0, 8),
  entrance: "lobby",
});

function isNeeded() {
  return !document.hidden || state.wish !== null || state.taking !== null;
}

/** @param {LobbyMessage} message */
function receive(message) {
  switch (message.type) {
    case "lobby":
      lobby = message;
      follow(heard(state, message, isFirst));
      isFirst = false;
      break;
    case "error":
      follow(refused(state, message));
      break;
    case "paired":
      void enter(message);
      break;
    default: // the socket's business
  }
}

/** @param {Step} step */
function follow([next, ...requests]) {
  state = next;
  for (const request of requests) socket.tell(request);
  draw();
}

/** Go into the room, where somebody waits already. @param {Paired} pair */
async function enter({ room, role }) {
  const { wish, taking } = state;
  const secret = (role === "host" ? (wish ?? taking) : (taking ?? wish))?.secret;
  if (!secret || isLeaving) return;
  isLeaving = true;
  new Seats({ browser, tab }).settle({ room }, secret, { room, role });
  write(find("lobby-status"), "Found. The game begins.");
  if (document.hidden) {
    const { createCall } = await import("./sound.js");
    createCall(() => !readSettings().sound)();
    await new Promise((resolve) => setTimeout(resolve, HEARD_MS));
  }
  location.assign(`/room/${room}`);
}

/** @param {Pick<Wish, "clock" | "color" | "isQuick">} wish */
function look(wish) {
  follow(want(state, { secret: makeSecret(), name: answers().name, ...wish }));
  find("cancel").focus();
}

function cancel() {
  const key = keyOf(state.wish?.clock ?? null);
  const opener = state.wish?.isQuick ? [...quick].find((button) => button.dataset["clock"] === key) : offerButton;
  follow(stop(state));
  opener?.focus();
}

function draw() {
  const isIn = phase === "open" && lobby !== null;
  const { wish, taking, notice } = state;
  for (const button of quick) {
    const waiting = state.seeks.filter(({ seek, clock }) => seek !== state.mine && keyOf(clock) === button.dataset["clock"]);
    button.disabled = !isIn;
    write(/** @type {Element} */ (button.lastElementChild), waiting.length > 0 ? `${waiting.length} waiting` : "");
  }
  offerButton.disabled = !isIn || wish !== null;
  find("quick").hidden = wish !== null;
  find("looking").hidden = wish === null;
  if (wish) write(find("wish"), labelOf(wish.clock));
  document.title = wish ? `Looking … – ${title}` : title;
  const isGone = phase === "lost" || (phase === "stopped" && isNeeded());
  write(find("lobby-notice"), isGone ? UNREACHABLE : notice);
  if (!isLeaving) write(find("lobby-status"), wish ? `Looking for an opponent, ${labelOf(wish.clock)}.` : notice);
  write(find("people"), isIn && lobby ? peopleText(lobby.people) : isGone ? "" : "…");
  seekList.render(state.seeks, state.mine, isIn && taking === null);
  find("nobody").hidden = state.seeks.length > 0 || wish !== null;
  miniatures.render(isIn && lobby ? lobby.games : []);
  find("live-section").hidden = find("live-games").childElementCount === 0;
}

/** @param {number} count */
const peopleText = (count) => (count > 1 ? `${count.toLocaleString("en")} people here` : "Only you are here");

function wake() {
  if (isNeeded() && phase === "stopped") socket.start();
  else if (isNeeded()) socket.nudge();
  else socket.stop();
}

for (const button of quick) {
  button.onclick = () => look({ clock: parseControl(button.dataset["clock"] ?? ""), color: "random", isQuick: true });
}
offerButton.onclick = () => {
  const { color, clock } = answers();
  look({ clock: parseControl(clock), color, isQuick: false });
};
find("cancel").onclick = cancel;
document.addEventListener("visibilitychange", wake);
addEventListener("online", () => socket.nudge());
addEventListener("offline", () => socket.lose());
addEventListener("pagehide", () => {
  // Not to be found by anybody once we are gone; its grace is for connections that are cut.
  if (state.wish) follow(stop(state));
  socket.stop();
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) isLeaving = false;
  if (persisted) wake();
});
socket.start();
