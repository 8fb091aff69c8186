// What a player may propose, end or answer now. Pure: a state in, names of actions out.

import { isAsked, nameOf, otherSeat } from "./announce.js";

/** @import { OfferKind } from "../protocol" */
/** @import { State } from "./state.js" */
/** @typedef {"takeback" | "draw" | "resign" | "abort" | "rematch"} Action */

// As the server has it; where it allows fewer, it says so, and that is heeded too.
const OFFERS_PER_GAME = 3;
// Up to red's second move a game may end as if it had never been.
const FIRM_PLY = 3;

/** @param {State} state @param {OfferKind} kind */
const mayOffer = ({ offers, made, spent }, kind) =>
  offers[kind] === null && !spent.includes(kind) && (made[kind] ?? 0) < OFFERS_PER_GAME;

/**
 * Tell whether there is a move of our own to take back: the last one, or the one before it.
 * @param {State} state
 */
function hasMoved({ moves, startPly, colors, role }) {
  const isOurs = colors[moves.length % 2 === 0 ? "red" : "yellow"] === role;
  return moves.length - startPly >= (isOurs ? 2 : 1);
}

/**
 * Return what we may do now besides moving, in the order of the buttons.
 * @param {State} state
 * @returns {Action[]}
 */
export function actionsOf(state) {
  const { role, seated, outcome, presence, moves, startPly } = state;
  if (role === "spectator" || !seated[otherSeat(role)]) return [];
  const isClassic = presence?.classic ?? false;
  if (outcome) return !isClassic && mayOffer(state, "rematch") ? ["rematch"] : [];
  /** @type {Action[]} */
  const actions = [];
  if (!isClassic && hasMoved(state) && mayOffer(state, "takeback")) actions.push("takeback");
  if (mayOffer(state, "draw")) actions.push("draw");
  return [...actions, moves.length - startPly < FIRM_PLY ? "abort" : "resign"];
}

/**
 * Return whether an open offer is ours to withdraw or theirs to answer, or null if there is none for us.
 * @param {State} state
 * @param {OfferKind} kind
 * @returns {"ours" | "theirs" | null}
 */
export function offerOf(state, kind) {
  if (isAsked(state, kind)) return "theirs";
  return state.role !== "spectator" && state.offers[kind] === state.role ? "ours" : null;
}

/**
 * Return how a claim stands: the words for who waits for it, and whether the win can be claimed now. Null without one.
 * @param {State} state
 * @param {number} now
 */
export function claimOf(state, now) {
  const { claim, role, outcome } = state;
  if (!claim || outcome || role === "spectator" || claim.seat !== otherSeat(role)) return null;
  const seconds = Math.ceil((claim.at - now) / 1000);
  const name = nameOf(state, claim.seat);
  if (seconds <= 0) return { isDue: true, text: `${name} has been gone for long enough.` };
  return { isDue: false, text: `${name} is away. You can claim the win in ${seconds} s.` };
}
