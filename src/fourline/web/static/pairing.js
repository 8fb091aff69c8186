// Looking for an opponent in the lobby. Pure: a state and what happened in; a new state, and what to tell the server, out.
//
//   want ──somebody fits──▶ taking ──paired──▶ a room
//     └──nobody fits──▶ offered ──somebody takes ours, or an older one fits──▶ ...
//
// Two who look for the same at the same moment both find nobody, and both offer it. So who has offered still takes
// what fits; but only what is older than his own: else both would take each other's.

import { keyOf } from "./control.js";

/** @import { Control, LobbyRequest, LobbySnapshot, SeekListed } from "../protocol" */
/**
 * @typedef {object} Wish
 * @property {string} secret proves our seat in the room that comes of it
 * @property {string | undefined} name
 * @property {Control | null} clock
 * @property {string} color
 * @property {boolean} isQuick whether any open seek with this clock will do
 */
/**
 * @typedef {object} State
 * @property {readonly SeekListed[]} seeks the latest first
 * @property {Wish | null} wish
 * @property {boolean} isOffered whether we have asked the server to list our wish
 * @property {string | null} mine our own seek, once we know which it is
 * @property {readonly string[]} known seeks that were there before ours
 * @property {{ seek: string, secret: string, name: string | undefined } | null} taking
 * @property {readonly string[]} gone seeks that were others' already
 * @property {string} notice
 */
/** @typedef {readonly [State, ...LobbyRequest[]]} Step */

/** @type {Readonly<State>} */
export const IDLE = {
  seeks: [],
  wish: null,
  isOffered: false,
  mine: null,
  known: [],
  taking: null,
  gone: [],
  notice: "",
};

/** @param {State} state */
const ids = ({ seeks }) => seeks.map(({ seek }) => seek);

/** Look for an opponent. @param {State} state @param {Wish} wish @returns {Step} */
export const want = (state, wish) =>
  proceed({ ...state, wish, isOffered: false, mine: null, notice: "" });

/** Look no longer. @param {State} state @returns {Step} */
export function stop(state) {
  const gone = state.mine ? [...state.gone, state.mine] : state.gone;
  return [{ ...state, wish: null, isOffered: false, mine: null, gone, notice: "" }, { type: "unseek" }];
}

/**
 * Take the seek that somebody has chosen.
 * @param {State} state
 * @param {string} seek
 * @param {string} secret
 * @param {string | undefined} name
 * @returns {Step}
 */
export function take(state, seek, secret, name) {
  if (state.taking) return [state];
  const taking = { seek, secret: state.wish?.secret ?? secret, name };
  return [{ ...state, taking, notice: "" }, requestOf(taking)];
}

/**
 * Take note of what the lobby shows; `isFirst` on a new connection, which may have lost what we said on the last.
 * @param {State} state
 * @param {LobbySnapshot} lobby
 * @param {boolean} [isFirst]
 * @returns {Step}
 */
export function heard(state, { seeks }, isFirst = false) {
  const gone = state.gone.filter((id) => seeks.some(({ seek }) => seek === id));
  const next = found({ ...state, seeks, gone });
  if (!isFirst) return proceed(next);
  if (next.taking) return [next, requestOf(next.taking)];
  if (!next.wish) return [next];
  return next.isOffered ? offer(next, next.wish) : proceed(next);
}

/**
 * Take note of a refusal.
 * @param {State} state
 * @param {{ code: string, message: string }} refusal
 * @returns {Step}
 */
export function refused(state, { code, message }) {
  const { taking, wish } = state;
  if (!taking) return [{ ...state, wish: null, isOffered: false, mine: null, notice: message }];
  const next = { ...state, taking: null };
  // It is our own, or we are being paired already.
  if (code === "not_available") return [isOurs(state, taking.seek) ? { ...next, mine: taking.seek } : next];
  const gone = [...state.gone, taking.seek];
  const notice = code !== "seek_gone" ? message : wish ? "" : "Somebody else was faster.";
  const rest = { ...next, gone, notice };
  // Whoever has offered waits for the next look at the lobby: else many would try the same seeks in turn.
  return state.isOffered ? [rest] : proceed(rest);
}

/** Go on looking, if we do: take what fits, or else offer. @param {State} state @returns {Step} */
function proceed(state) {
  const { wish, taking, isOffered } = state;
  if (!wish || taking) return [state];
  const seek = wish.isQuick ? fitting(state, wish) : undefined;
  if (seek !== undefined) return take(state, seek, wish.secret, wish.name);
  return isOffered ? [state] : offer(state, wish);
}

/**
 * Return the open seek to take: the oldest of those that came before our own.
 * @param {State} state
 * @param {Wish} wish
 */
function fitting({ seeks, gone, mine, isOffered }, wish) {
  const own = seeks.findIndex(({ seek }) => seek === mine);
  if (isOffered && own < 0) return undefined;
  const older = seeks.slice(own + 1);
  return older.findLast(({ seek, clock }) => keyOf(clock) === keyOf(wish.clock) && !gone.includes(seek))?.seek;
}

/** @param {State} state @param {Wish} wish @returns {Step} */
function offer(state, { secret, name, clock, color }) {
  const request = /** @type {const} */ ({ type: "seek", secret, clock, color, ...(name && { name }) });
  return [{ ...state, isOffered: true, known: state.mine ? state.known : ids(state) }, request];
}

/** Find our own seek: the first new one that says what we said. @param {State} state @returns {State} */
function found(state) {
  const listed = ids(state);
  if (!state.isOffered || (state.mine && listed.includes(state.mine))) return state;
  const mine = listed.find((seek) => !state.known.includes(seek) && isOurs(state, seek)) ?? null;
  return { ...state, mine };
}

/** Tell whether a seek says what ours says. @param {State} state @param {string} id */
function isOurs({ seeks, wish }, id) {
  const listed = seeks.find(({ seek }) => seek === id);
  if (!listed || !wish) return false;
  const { name, color, clock } = listed;
  return (name ?? undefined) === wish.name && color === wish.color && keyOf(clock) === keyOf(wish.clock);
}

/** @param {NonNullable<State["taking"]>} taking @returns {LobbyRequest} */
const requestOf = ({ seek, secret, name }) => ({ type: "take", seek, secret, ...(name && { name }) });
