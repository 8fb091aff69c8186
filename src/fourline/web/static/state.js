// What the page knows about its room, and how each message changes it. Pure: a state in, a new state out.
//
// Events are numbered. What is not above our own number has been seen: dropped. One above is applied. Anything else
// is a gap: `syncing` turns true, and the page asks for a snapshot, which replaces everything.

import { colorAt, COLUMNS, parseMoves, positionAfter, ROWS } from "./position.js";

/** @import { Color } from "./position.js" */
/** @import { NumberedEvent, Outcome, Refusal, Role, Seat, ServerMessage, Snapshot } from "../protocol" */
/** @typedef {{ id: string, column: number, ply: number }} Pending an own move that the server has not answered yet */
/**
 * @typedef {object} State
 * @property {string | null} room
 * @property {Role} role
 * @property {string | null} join
 * @property {string | null} watch
 * @property {string | null} notice
 * @property {number} seq 0 until the first snapshot
 * @property {readonly number[]} moves columns 0-6
 * @property {Record<Color, Seat>} colors
 * @property {Record<Seat, string | null>} names
 * @property {Record<Seat, boolean>} seated
 * @property {Outcome | null} outcome
 * @property {{ host: boolean, guest: boolean, spectators: number } | null} presence
 * @property {Pending | null} pending
 * @property {{ code: string, message: string } | null} refusal the last one, until something happens
 * @property {boolean} syncing
 */

/** @type {Readonly<State>} */
export const UNKNOWN = {
  room: null,
  role: "spectator",
  join: null,
  watch: null,
  notice: null,
  seq: 0,
  moves: [],
  colors: { red: "host", yellow: "guest" },
  names: { host: null, guest: null },
  seated: { host: false, guest: false },
  outcome: null,
  presence: null,
  pending: null,
  refusal: null,
  syncing: false,
};

/**
 * Return the state after a message of the server.
 * @param {State} state
 * @param {ServerMessage} message
 * @returns {State}
 */
export function update(state, message) {
  switch (message.type) {
    case "init": {
      const { room, role, join = null, watch, notice = null } = message;
      return { ...state, room, role, join, watch, notice };
    }
    case "state":
      return replaced(state, message);
    case "joined":
    case "play":
    case "win":
    case "draw":
      if (message.seq <= state.seq) return state;
      return message.seq === state.seq + 1 ? applied(state, message) : { ...state, syncing: true };
    case "presence": {
      const { host, guest, spectators } = message;
      return { ...state, presence: { host, guest, spectators } };
    }
    case "ok":
      return message.id === state.pending?.id ? { ...state, pending: null, refusal: null } : state;
    case "error":
      return refused(state, message);
    case "bye": // the socket's business
    case "pong":
      return state;
    default:
      return unforeseen(state, message);
  }
}

/**
 * @param {State} state
 * @param {Snapshot} message
 * @returns {State}
 */
function replaced(state, message) {
  const { seq, colors, names, seated, outcome } = message;
  const moves = parseMoves(message.moves);
  const pending = state.pending?.ply === moves.length && outcome === null ? state.pending : null;
  return { ...state, seq, moves, colors, names, seated, outcome, pending, syncing: false };
}

/**
 * @param {State} state
 * @param {NumberedEvent} event the very next one
 * @returns {State}
 */
function applied(state, event) {
  const { seq } = event;
  switch (event.type) {
    case "joined": {
      const { seat, name = null } = event;
      // Who has just joined is there, whenever the next `presence` says so.
      const presence = state.presence && { ...state.presence, [seat]: true };
      const names = { ...state.names, [seat]: name };
      return { ...state, seq, names, presence, seated: { ...state.seated, [seat]: true } };
    }
    case "play":
      // What is displayed must never differ from what is played: rather ask than guess.
      if (event.ply !== state.moves.length + 1) return { ...state, syncing: true };
      return { ...state, seq, moves: [...state.moves, event.column], pending: null, refusal: null };
    case "win": {
      const { player: winner, reason, lines = [] } = event;
      return { ...state, seq, outcome: { winner, reason, lines }, pending: null };
    }
    case "draw":
      return { ...state, seq, outcome: { winner: null, reason: event.reason, lines: [] }, pending: null };
    default: {
      /** @type {never} */
      const unhandled = event;
      return unhandled;
    }
  }
}

/**
 * @param {State} state
 * @param {Refusal} message
 * @returns {State}
 */
function refused(state, { id, code, message }) {
  // `unavailable` doesn't end the command: it is sent again, so the disc stays where it is.
  const pending = code !== "unavailable" && id === state.pending?.id ? null : state.pending;
  return { ...state, pending, refusal: { code, message } };
}

/**
 * Heed a newer server's message: if it is numbered, something happened that only a snapshot can tell us.
 * @param {State} state
 * @param {never} message
 * @returns {State}
 */
function unforeseen(state, message) {
  const { seq } = /** @type {{ seq?: unknown }} */ (message);
  return typeof seq === "number" && seq > state.seq ? { ...state, syncing: true } : state;
}

/**
 * Return the state in which our move in `column` shows already, as pending under the command's `id`.
 * @param {State} state
 * @param {number} column
 * @param {string} id
 * @returns {State}
 */
export function played(state, column, id) {
  return { ...state, pending: { id, column, ply: state.moves.length }, refusal: null };
}

/**
 * Return the moves to show: the server's, then our own pending one.
 * @param {State} state
 * @returns {readonly number[]}
 */
export const shownMoves = ({ moves, pending }) => (pending ? [...moves, pending.column] : moves);

/**
 * Return the side to move as shown, or null if the game is over.
 * @param {State} state
 */
export const turn = (state) => (state.outcome ? null : colorAt(shownMoves(state).length));

/**
 * Tell whether it is on us to move.
 * @param {State} state
 */
export function isOurMove(state) {
  const side = state.seq > 0 ? turn(state) : null;
  return side !== null && state.colors[side] === state.role;
}

/**
 * Return per column whether we may drop a disc into it now.
 * @param {State} state
 */
export function openColumns(state) {
  if (!isOurMove(state)) return Array(COLUMNS).fill(false);
  return positionAfter(shownMoves(state)).heights.map((height) => height < ROWS);
}

/**
 * Tell whether the host is still alone, so that the links are what matters.
 * @param {State} state
 */
export const isWaiting = ({ role, seated, moves, outcome }) =>
  role === "host" && !seated.guest && moves.length === 0 && outcome === null;
