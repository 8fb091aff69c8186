// What each event changes. Pure, as state.js, which sees to it that no event is missed or applied twice.

import { colorAt, parseMoves } from "./position.js";

/** @import { Color } from "./position.js" */
/** @import { NumberedEvent, OfferEvent, Start, Times } from "../protocol" */
/** @import { Clock, State } from "./state.js" */

const NO_OFFERS = { draw: null, takeback: null, rematch: null };

/**
 * Return the state after the very next event, or null if only a snapshot can tell: what is displayed must never differ
 * from what is played, so rather ask than guess.
 * @param {State} state
 * @param {NumberedEvent} event
 * @param {number} now
 * @returns {State | null}
 */
export function applied(state, event, now) {
  const next = happened({ ...state, seq: event.seq, refusal: null, news: null }, event, now);
  return next && { ...next, clock: clockAfter(next, event, now) };
}

/** @param {State} state @param {NumberedEvent} event @param {number} now @returns {State | null} */
function happened(state, event, now) {
  switch (event.type) {
    case "joined": {
      const { seat, name = null } = event;
      // Who has just joined is there, whenever the next `presence` says so.
      const presence = state.presence && { ...state.presence, [seat]: true };
      const names = { ...state.names, [seat]: name };
      return { ...state, names, presence, seated: { ...state.seated, [seat]: true } };
    }
    case "play": {
      if (event.ply !== state.moves.length + 1) return null;
      return { ...state, ...onTheBoard(state, [...state.moves, event.column]) };
    }
    case "takeback":
      return { ...state, ...onTheBoard(state, parseMoves(event.moves)), news: { type: "takeback" } };
    case "win": {
      const { player: winner, reason, lines = [], game_id = null } = event;
      const seat = state.colors[winner];
      const tally = { ...state.tally, [seat]: state.tally[seat] + 1 };
      return { ...over(state), tally, outcome: { winner, reason, lines, game_id } };
    }
    case "draw": {
      const { reason, game_id = null } = event;
      const tally = { ...state.tally, draws: state.tally.draws + 1 };
      return { ...over(state), tally, outcome: { winner: null, reason, lines: [], game_id } };
    }
    case "aborted":
      return { ...over(state), clock: state.clock && stopped(state.clock, now), outcome: ABORTED };
    case "offer":
    case "declined":
    case "withdrawn":
      return offered(state, event);
    case "start":
      return started(state, event);
    case "hinted":
      return { ...state, bot: state.bot && { ...state.bot, hints: state.bot.hints + 1 } };
    case "renamed":
      return { ...state, names: { ...state.names, [event.seat]: event.name } };
    case "privacy":
      return { ...state, isPrivate: event.private };
    case "listing":
      return { ...state, isListed: event.listed };
    default:
      return unforeseen(event);
  }
}

const ABORTED = { winner: null, reason: "aborted", lines: [] };

/** @param {never} _event a newer server's; that it can't be one of ours is checked by its type */
const unforeseen = (_event) => null;

/** @param {State} state @param {readonly number[]} moves @returns {Partial<State>} */
const onTheBoard = ({ offers }, moves) => ({
  moves,
  pending: null,
  hint: null,
  offers: { ...NO_OFFERS, rematch: offers.rematch },
});

/** @param {State} state @returns {State} */
const over = (state) => ({ ...state, pending: null, offers: NO_OFFERS, claim: null });

/** @param {State} state @param {OfferEvent} event @returns {State} */
function offered(state, { type, offer, seat }) {
  const isOffer = type === "offer";
  const offers = { ...state.offers, [offer]: isOffer ? seat : null };
  const isOurs = isOffer && seat === state.role;
  const made = isOurs ? { ...state.made, [offer]: (state.made[offer] ?? 0) + 1 } : state.made;
  return { ...state, offers, made, news: isOffer ? null : { type, offer, seat } };
}

/** @param {State} state @param {Start} event @returns {State} */
function started(state, { game, colors }) {
  const empty = { startPly: 0, outcome: null, made: {}, spent: [], claim: null, offers: NO_OFFERS };
  const bot = state.bot && { ...state.bot, hints: 0 };
  return { ...state, ...onTheBoard(state, []), ...empty, game, colors, bot, news: { type: "start" } };
}

/**
 * Return a clock that stands still at what it shows at `now`.
 * @param {Clock} clock
 * @param {number} now
 * @returns {Clock}
 */
const stopped = (clock, now) => ({
  red_ms: remaining(clock, "red", now),
  yellow_ms: remaining(clock, "yellow", now),
  running: null,
  at: now,
});

/**
 * Return what a color has left at an instant of our own watch; never less than 0.
 * @param {Clock} clock
 * @param {Color} color
 * @param {number} now
 */
export function remaining(clock, color, now) {
  const passed = clock.running === color ? Math.max(0, now - clock.at) : 0;
  return Math.max(0, clock[`${color}_ms`] - passed);
}

/**
 * Return the clock after an event: the server's times where it tells them, running for who is to move.
 * @param {State} state
 * @param {NumberedEvent} event
 * @param {number} now
 * @returns {Clock | null}
 */
function clockAfter(state, event, now) {
  const { clock, moves, startPly, seated, outcome } = state;
  if (!clock) return null;
  /** @type {Times | undefined} */
  const told = "clock" in event ? event.clock : undefined;
  const isRunning = seated.host && seated.guest && moves.length > startPly && !outcome;
  const running = isRunning ? colorAt(moves.length) : null;
  if (told) return { red_ms: told.red_ms, yellow_ms: told.yellow_ms, running, at: now };
  return running === clock.running ? clock : { ...stopped(clock, now), running };
}
