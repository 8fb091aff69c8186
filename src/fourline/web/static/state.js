// What the page knows about its room, and how each message changes it. Pure: a state in, a new state out.
//
// Events are numbered. What is not above our own number has been seen: dropped. One above is applied (see events.js).
// Anything else is a gap: `syncing` turns true, and the page asks for a snapshot, which replaces everything.

import { applied } from "./events.js";
import { colorAt, COLUMNS, parseMoves, positionAfter, ROWS } from "./position.js";

/** @import { Color } from "./position.js" */
/** @import { Bot, Control, Hint, OfferKind, Offers, Outcome, Phrase, Presence, Refusal, Role } from "../protocol" */
/** @import { Seat, ServerMessage, Snapshot, Tally, Times } from "../protocol" */
/** @typedef {Times & { running: Color | null, at: number }} Clock `at`: when it was right, by our own watch */
/** @typedef {{ id: string, column: number, ply: number, at: number }} Pending an own move without answer, made `at` */
/** @typedef {{ host: boolean, guest: boolean, spectators: number, classic: boolean }} People */
/**
 * @typedef {object} State
 * @property {string | null} room
 * @property {Role} role
 * @property {string | null} join
 * @property {string | null} watch
 * @property {string | null} notice
 * @property {number} seq 0 until the first snapshot
 * @property {number} game which one of the room, from 1
 * @property {readonly number[]} moves columns 0-6
 * @property {number} startPly how many of them were set up
 * @property {Record<Color, Seat>} colors
 * @property {Record<Seat, string | null>} names
 * @property {Record<Seat, boolean>} seated
 * @property {Tally} tally
 * @property {Control | null} control
 * @property {Clock | null} clock
 * @property {Offers} offers
 * @property {Partial<Record<OfferKind, number>>} made how often we offered what in this game, as far as we saw
 * @property {readonly OfferKind[]} spent what the server lets us offer no more in this game
 * @property {Outcome | null} outcome
 * @property {boolean} isPrivate
 * @property {boolean} isListed
 * @property {Bot | null} bot who plays against us, if it is nobody
 * @property {Hint | null} hint what we were told of the position on the board
 * @property {People | null} presence
 * @property {{ seat: Seat, at: number } | null} claim whose absence may be claimed, from when on by our own watch
 * @property {Pending | null} pending
 * @property {readonly { id: string, what: string }[]} asked our other commands without answer
 * @property {{ code: string, message: string } | null} refusal the last one, until something happens
 * @property {{ type: string, offer?: OfferKind, seat?: Seat } | null} news what came of an offer, until more happens
 * @property {{ seat: Seat, phrase: Phrase } | null} said the last phrase; another object each time
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
  game: 1,
  moves: [],
  startPly: 0,
  colors: { red: "host", yellow: "guest" },
  names: { host: null, guest: null },
  seated: { host: false, guest: false },
  tally: { host: 0, guest: 0, draws: 0 },
  control: null,
  clock: null,
  offers: { draw: null, takeback: null, rematch: null },
  made: {},
  spent: [],
  outcome: null,
  isPrivate: false,
  isListed: false,
  bot: null,
  hint: null,
  presence: null,
  claim: null,
  pending: null,
  asked: [],
  refusal: null,
  news: null,
  said: null,
  syncing: false,
};

/**
 * Return the state after a message of the server that came in at `now`, by our own watch.
 * @param {State} state
 * @param {ServerMessage} message
 * @param {number} [now] milliseconds
 * @returns {State}
 */
export function update(state, message, now = 0) {
  switch (message.type) {
    case "init": {
      const { room, role, join = null, watch, notice = null } = message;
      return { ...state, room, role, join, watch, notice };
    }
    case "state":
      return replaced(state, message, now);
    case "presence":
      return { ...state, ...peopleOf(message, now) };
    case "say":
      return { ...state, said: { seat: message.seat, phrase: message.phrase } };
    case "ok":
      return answered(message.id === state.pending?.id ? { ...state, pending: null, refusal: null } : state, message.id);
    case "error":
      return refused(state, message);
    case "hint":
      return { ...state, hint: message };
    case "bye": // the socket's business
    case "pong":
      return state;
    default: {
      // A newer server's message, too: if it is numbered, something happened that only a snapshot can tell us.
      const { seq } = /** @type {{ seq?: unknown }} */ (message);
      if (typeof seq !== "number" || seq <= state.seq) return state;
      return (seq === state.seq + 1 && applied(state, message, now)) || { ...state, syncing: true };
    }
  }
}

/** @param {State} state @param {Snapshot} message @param {number} now @returns {State} */
function replaced(state, message, now) {
  const { seq, game, start_ply: startPly, colors, names, seated, tally, offers, outcome } = message;
  const moves = parseMoves(message.moves);
  const pending = state.pending?.ply === moves.length && outcome === null ? state.pending : null;
  const { initial_ms = 0, increment_ms = 0, ...times } = message.clock ?? {};
  const control = message.clock && { initial_ms, increment_ms };
  const clock = message.clock && { .../** @type {Omit<Clock, "at">} */ (times), at: now };
  const { made, spent } = game === state.game ? state : UNKNOWN;
  const switches = { isPrivate: message.private, isListed: message.listed, bot: message.bot ?? null, hint: null };
  const shown = { seq, game, moves, startPly, colors, names, seated, tally, offers, outcome, control, clock };
  return { ...state, ...shown, ...switches, made, spent, pending, news: null, syncing: false };
}

/** @param {Presence} message @param {number} now @returns {Pick<State, "presence" | "claim">} */
function peopleOf({ host, guest, spectators, classic = false, claim }, now) {
  return {
    presence: { host, guest, spectators, classic },
    claim: claim ? { seat: claim.seat, at: now + claim.in_ms } : null,
  };
}

/** @param {State} state @param {string | undefined} id @returns {State} */
function answered(state, id) {
  const asked = state.asked.filter((command) => command.id !== id);
  return asked.length === state.asked.length ? state : { ...state, asked };
}

/** @param {State} state @param {Refusal} message @returns {State} */
function refused(state, { id, code, message }) {
  const refusal = { code, message };
  // `unavailable` doesn't end the command: it is sent again, so the disc stays where it is.
  if (code === "unavailable") return { ...state, refusal };
  const pending = id === state.pending?.id ? null : state.pending;
  const what = state.asked.find((command) => command.id === id)?.what;
  const isSpent = code === "too_many_offers" || code === "not_available";
  const kinds = /** @type {OfferKind[]} */ (isSpent && what && what in state.offers ? [what] : []);
  return answered({ ...state, pending, refusal, spent: [...state.spent, ...kinds] }, id);
}

/**
 * Return the state in which our move in `column`, made at `now`, shows already, as pending under the command's `id`.
 * @type {(state: State, column: number, id: string, now?: number) => State}
 */
export const played = (state, column, id, now = 0) => ({
  ...state,
  pending: { id, column, ply: state.moves.length, at: now },
  refusal: null,
});

/**
 * Return the state in which a command about `what` waits for its answer under `id`.
 * @type {(state: State, what: string, id: string) => State}
 */
export const asking = (state, what, id) => ({ ...state, asked: [...state.asked, { id, what }], refusal: null });

/**
 * Return the moves to show: the server's, then our own pending one.
 * @param {State} state
 * @returns {readonly number[]}
 */
export const shownMoves = ({ moves, pending }) => (pending ? [...moves, pending.column] : moves);

/** Return the side to move as shown, or null if the game is over. @param {State} state */
export const turn = (state) => (state.outcome ? null : colorAt(shownMoves(state).length));

/** Tell whether it is on us to move. @param {State} state */
export function isOurMove(state) {
  const side = state.seq > 0 ? turn(state) : null;
  return side !== null && state.colors[side] === state.role;
}

/** Return per column whether we may drop a disc into it now. @param {State} state */
export function openColumns(state) {
  if (!isOurMove(state)) return Array(COLUMNS).fill(false);
  return positionAfter(shownMoves(state)).heights.map((height) => height < ROWS);
}

/** Tell whether the host is still alone, so that the links are what matters. @param {State} state */
export const isWaiting = ({ role, seated, moves, startPly, outcome }) =>
  role === "host" && !seated.guest && moves.length === startPly && outcome === null;
