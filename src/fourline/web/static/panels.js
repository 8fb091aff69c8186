// Everything around the board: players, status, notices. A view in, texts and classes out.

import { colorOf, connection, detail, headline, nameOf, notice, presenceText, stopText, watching } from "./announce.js";
import { isWaiting, turn } from "./state.js";

/** @import { Seat } from "../protocol" */
/** @import { Phase } from "./socket.js" */
/** @import { State } from "./state.js" */
/**
 * @typedef {object} View
 * @property {State} state
 * @property {Phase} phase
 * @property {number} code why it stopped
 * @property {boolean} isReplaying
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

/** @param {string} id */
const find = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

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
  drawPlayer("us", top === "host" ? "guest" : "host", view);
  write("connection", connection(state, phase));
  write("notice", notice(state));
  write("headline", isReplaying ? "An earlier move" : headline(state));
  write("detail", isReplaying ? headline(state) : detail(state));
  write("watching", watching(state));
  if (phase === "stopped") drawStop(view);
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
  const color = colorOf(state, seat);
  const presence = presenceText(state, seat, phase);
  const label = state.role === seat ? "You" : "Opponent";
  bar.setAttribute("aria-label", state.role === "spectator" ? `Player, ${color}` : label);
  bar.querySelector("use")?.setAttribute("href", `#disc-${color}`);
  bar.classList.toggle("to-move", turn(state) === color);
  bar.classList.toggle("online", presence === "online" || presence === "you");
  write(`${id}-name`, nameOf(state, seat));
  write(`${id}-presence`, presence);
}

/** @param {View} view */
function drawStop({ state, code }) {
  const stop = stopText(code, state);
  write("stopped-title", stop.title);
  write("stopped-text", stop.text);
  write("again", stop.again ?? "");
  find("elsewhere").hidden = stop.again !== null;
}
