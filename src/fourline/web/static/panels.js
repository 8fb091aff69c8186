// Everything around the board: players, status, notices. A view in, texts and classes out.

import * as words from "./announce.js";
import { isWaiting, turn } from "./state.js";

/** @import { Seat } from "../protocol" */
/** @import { Phase } from "./socket.js" */
/** @import { State } from "./state.js" */
/** @import { Stop } from "./stops.js" */
/**
 * @typedef {object} View
 * @property {State} state
 * @property {Phase} phase
 * @property {Stop | null} stop why it stopped, once the words are there
 * @property {number | null} ply the past one on the board, or null: live
 * @property {boolean} isReplaying
 * @property {number} now by our own watch, as all instants in `state`
 */

/**
 * Return which of the page's faces to show.
 * @param {Pick<View, "state" | "phase">} view
 * @returns {"loading" | "waiting" | "playing" | "stopped"}
 */
export function faceOf({ state, phase }) {
  if (state.seq === 0) return phase === "stopped" ? "stopped" : "loading";
  return isWaiting(state) && phase !== "stopped" ? "waiting" : "playing";
}

/** Return the element of the page with an id. @param {string} id */
export const find = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * Write a text, and hide where it would be if there is none.
 * @param {string} id
 * @param {string} text
 */
function write(id, text) {
  const node = find(id);
  if (node.textContent !== text) node.textContent = text;
  node.hidden = text === "";
}

/**
 * Draw everything around the board of the page.
 * @param {View} view
 */
export function drawPanels(view) {
  const { state, phase, isReplaying } = view;
  const top = state.role === "guest" ? "host" : "guest";
  drawFace(view);
  drawPlayer("them", top, view);
  drawPlayer("us", words.otherSeat(top), view);
  write("connection", words.connection(state, phase));
  write("notice", words.notice(state));
  write("headline", isReplaying ? "An earlier move" : words.headline(state));
  write("detail", isReplaying ? words.headline(state) : detail(state));
  for (const id of ["control", "terms"]) write(id, words.controlText(state.control));
  // Whoever is cut off for good knows of nobody.
  write("watching", phase === "stopped" ? "" : words.watching(state));
  if (phase === "stopped") drawStop(view.stop ?? UNEXPLAINED);
}

/** @param {State} state */
function detail(state) {
  // Players answer offers in cards of their own.
  const offers = state.role === "spectator" ? words.offersText(state) : "";
  return `${words.detail(state)} ${offers}`.trim();
}

/** @param {View} view */
function drawFace(view) {
  const { state, phase, isReplaying } = view;
  const face = faceOf(view);
  const room = find("room");
  const focused = document.activeElement?.closest("#waiting, #stopped");
  room.dataset["face"] = face;
  room.classList.toggle("replaying", isReplaying);
  find("waiting").hidden = face !== "waiting";
  find("status").hidden = face !== "playing" || phase === "stopped";
  find("stopped").hidden = phase !== "stopped";
  find("new-game").hidden = state.outcome === null;
  find("back-to-live").hidden = !isReplaying;
  for (const node of /** @type {NodeListOf<HTMLElement>} */ (room.querySelectorAll("[data-public]"))) {
    node.hidden = state.isPrivate;
  }
  // Where the focus was is gone now.
  if (focused instanceof HTMLElement && focused.hidden) find("board").focus();
}

/**
 * @param {string} id
 * @param {Seat} seat
 * @param {View} view
 */
function drawPlayer(id, seat, { state, phase }) {
  const bar = find(id);
  const color = words.colorOf(state, seat);
  const presence = words.presenceText(state, seat, phase);
  const label = state.role === seat ? "You" : "Opponent";
  bar.setAttribute("aria-label", state.role === "spectator" ? `Player, ${color}` : label);
  bar.querySelector("use")?.setAttribute("href", `#disc-${color}`);
  bar.classList.toggle("to-move", turn(state) === color);
  bar.classList.toggle("online", presence === "online" || presence === "you");
  write(`${id}-name`, words.nameOf(state, seat));
  write(`${id}-presence`, presence);
}

/** @type {Stop} */
const UNEXPLAINED = { title: "Disconnected", text: "", again: "Reconnect" };

/** @param {Stop} stop */
function drawStop({ title, text, again }) {
  write("stopped-title", title);
  write("stopped-text", text);
  write("again", again ?? "");
  find("elsewhere").hidden = again !== null;
}
