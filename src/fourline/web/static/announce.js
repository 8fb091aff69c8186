// Every sentence that depends on the state, for eyes and for ears. Pure: the same state, the same words.

import { colorAt, indexOf, positionAfter, ROWS } from "./position.js";
import { isOurMove, isWaiting, shownMoves, turn } from "./state.js";

/** @import { Color } from "./position.js" */
/** @import { Seat } from "../protocol" */
/** @import { Phase } from "./socket.js" */
/** @import { State } from "./state.js" */
/** @typedef {{ title: string, text: string, again: string | null }} Stop `again` labels a button that reconnects */

const TITLE = { red: "Red", yellow: "Yellow" };

/** @type {Record<string, string>} */
const REASONS = { line: "Four in a row.", board_full: "The board is full." };

/** @type {Record<string, string>} */
const NOTICES = {
  seat_taken: "This game has two players already, so you are watching.",
  not_your_seat: "You are watching: the seats of this game belong to other browsers.",
};

/** @type {Readonly<Record<number, Stop>>} */
const STOPS = {
  1008: {
    title: "Disconnected",
    text: "This page sent too much, or what the server could not read.",
    again: "Reconnect",
  },
  4500: {
    title: "Game not found",
    text: "The link may be incomplete, or the game was never begun and has expired.",
    again: null,
  },
  4502: {
    title: "Too many connections",
    text: "Too many pages of your network are connected at once. Close some, then try again.",
    again: "Try again",
  },
  4503: {
    title: "Opened elsewhere",
    text: "Your seat has been opened in too many other tabs or devices. The game goes on there.",
    again: "Continue here",
  },
};

/** @type {Stop} */
const OTHER = { title: "Disconnected", text: "The server ended the connection.", again: "Reconnect" };

/**
 * Return the color that a seat plays.
 * @param {State} state
 * @param {Seat} seat
 * @returns {Color}
 */
export const colorOf = ({ colors }, seat) => (colors.red === seat ? "red" : "yellow");

/**
 * Return what to call who sits in a seat.
 * @param {State} state
 * @param {Seat} seat
 */
export function nameOf(state, seat) {
  if (state.names[seat]) return state.names[seat];
  if (state.role === seat) return "You";
  return state.role === "spectator" ? TITLE[colorOf(state, seat)] : "Opponent";
}

/**
 * Return who plays a color: "You" if we do, whatever our name.
 * @param {State} state
 * @param {Color} color
 */
function who(state, color) {
  const seat = state.colors[color];
  return state.role === seat ? "You" : nameOf(state, seat);
}

/**
 * Return what is the case, in two or three words.
 * @param {State} state
 */
export function headline(state) {
  const { outcome, role, seated } = state;
  if (outcome) return outcome.winner ? `${who(state, outcome.winner)} won` : "Draw";
  if (isWaiting(state)) return "Waiting for your opponent";
  if (isOurMove(state)) return "Your move";
  const side = turn(state);
  if (!side) return "";
  if (!seated[state.colors[side]]) return role === "spectator" ? "Waiting for a player" : "Waiting for your opponent";
  return `${nameOf(state, state.colors[side])}'s move`;
}

/**
 * Return what else is to be said about it, or "".
 * @param {State} state
 */
export function detail(state) {
  const { outcome, refusal, presence, role, seated } = state;
  if (outcome) return REASONS[outcome.reason] ?? "";
  if (refusal?.code === "unavailable") return "The server can't save right now. Trying again …";
  if (refusal) return refusal.message;
  if (role === "spectator") return "You are watching.";
  const other = role === "host" ? "guest" : "host";
  if (presence && seated[other] && !presence[other]) return `${nameOf(state, other)} is away. The game waits.`;
  return "";
}

/**
 * Return what a screen reader is told. `ply` is the past one that is shown, `code` why the connection stopped.
 * @param {{ state: State, phase: Phase, code?: number, ply?: number | null }} view
 */
export function spoken({ state, phase, code = 0, ply = null }) {
  if (phase === "stopped") return stopText(code, state).text;
  if (connection(state, phase) || state.seq === 0) return connection(state, phase);
  if (isWaiting(state)) return "Waiting for your opponent. Send the link.";
  const all = shownMoves(state);
  const moves = all.slice(0, ply ?? all.length);
  const column = moves.at(-1);
  const move = column === undefined ? [] : [`${who(state, colorAt(moves.length - 1))}: column ${column + 1}.`];
  if (ply !== null) return [`Move ${ply} of ${all.length}.`, ...move].join(" ");
  return [...move, `${headline(state)}.`, detail(state)].join(" ").trim();
}

/**
 * Return the words of the thin bar, or "" if all is well.
 * @param {State} state
 * @param {Phase} phase
 */
export function connection({ seq }, phase) {
  if (phase === "open" || phase === "stopped") return "";
  if (seq > 0) return "Reconnecting …";
  return phase === "lost" ? "The server doesn't answer. Trying again …" : "";
}

/**
 * Return the page's title.
 * @param {State} state
 */
export const title = (state) => (state.seq === 0 ? "Fourline" : `${headline(state)} – Fourline`);

/**
 * Return the line under a player's name.
 * @param {State} state
 * @param {Seat} seat
 * @param {Phase} phase
 */
export function presenceText(state, seat, phase) {
  if (state.role === seat) {
    // Who has no name is called "You" already.
    if (phase === "open") return state.names[seat] ? "you" : "online";
    return phase === "stopped" ? "disconnected" : "reconnecting";
  }
  if (!state.seated[seat]) return "not here yet";
  if (!state.presence || phase !== "open") return "…";
  return state.presence[seat] ? "online" : "away";
}

/**
 * Return what the columns' buttons say when the board shows `moves`.
 * @param {State} state
 * @param {readonly number[]} moves
 */
export function columnLabels(state, moves) {
  const { discs, heights } = positionAfter(moves);
  return heights.map((height, column) => {
    const top = discs[indexOf([column, height - 1])];
    if (height === 0 || !top) return `Column ${column + 1}, empty`;
    return `Column ${column + 1}, ${height} of ${ROWS}, top ${who(state, top)}, ${top}`;
  });
}

/**
 * Return how many watch, or "" if nobody does. Our own page counts when we watch.
 * @param {State} state
 */
export function watching({ presence }) {
  const count = presence?.spectators ?? 0;
  return count > 0 ? `${count.toLocaleString("en")} watching` : "";
}

/**
 * Return why we are not in the seat that the address seemed to offer, or "".
 * @param {State} state
 */
export const notice = (state) => NOTICES[state.notice ?? ""] ?? "";

/**
 * Return what to tell about a close code, in the server's own words if it didn't let us in.
 * @param {number} code
 * @param {State} state
 * @returns {Stop}
 */
export function stopText(code, { seq, refusal }) {
  const stop = STOPS[code] ?? OTHER;
  if (seq > 0 || !refusal || stop !== OTHER) return stop;
  return { title: "That didn't work", text: refusal.message, again: "Try again" };
}
