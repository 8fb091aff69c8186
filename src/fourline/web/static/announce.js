// Every sentence that depends on the state, for eyes and for ears. Pure: the same state, the same words.

import { colorAt } from "./position.js";
import { isOurMove, isWaiting, shownMoves, turn } from "./state.js";

/** @import { Color } from "./position.js" */
/** @import { OfferKind, Seat } from "../protocol" */
/** @import { Phase } from "./socket.js" */
/** @import { State } from "./state.js" */
/** @import { Stop } from "./stops.js" */

const TITLE = { red: "Red", yellow: "Yellow" };

/** @type {Record<string, string>} */
const REASONS = {
  line: "Four in a row.",
  board_full: "The board is full.",
  resignation: "% resigned.",
  timeout: "% ran out of time.",
  abandonment: "% left the game.",
  agreement: "Agreed by both.",
  aborted: "It ended before it had really begun.",
};

/** @type {Record<string, string>} */
const NOTICES = {
  seat_taken: "This game has two players already, so you are watching.",
  not_your_seat: "You are watching: the seats of this game belong to other browsers.",
};

/** @type {readonly OfferKind[]} */
const KINDS = ["draw", "takeback", "rematch"];

/** Return the color that a seat plays. @type {(state: State, seat: Seat) => Color} */
export const colorOf = ({ colors }, seat) => (colors.red === seat ? "red" : "yellow");

/** Return the other seat. @type {(seat: Seat) => Seat} */
export const otherSeat = (seat) => (seat === "host" ? "guest" : "host");

/** Return what to call who sits in a seat. @type {(state: State, seat: Seat) => string} */
export function nameOf(state, seat) {
  if (state.names[seat]) return state.names[seat];
  if (state.role === seat) return "You";
  return state.role === "spectator" ? TITLE[colorOf(state, seat)] : "Opponent";
}

/** Return the subject of a sentence: "You" if it is us, whatever our name. @type {(state: State, seat: Seat) => string} */
export const who = (state, seat) => (state.role === seat ? "You" : nameOf(state, seat));

/** Return what is the case, in two or three words. @param {State} state */
export function headline(state) {
  const { outcome, role, seated, colors } = state;
  if (outcome?.reason === "aborted") return "Game aborted";
  if (outcome) return outcome.winner ? `${who(state, colors[outcome.winner])} won` : "Draw";
  if (isWaiting(state)) return "Waiting for your opponent";
  if (isOurMove(state)) return "Your move";
  const side = turn(state);
  if (!side) return "";
  if (!seated[colors[side]]) return role === "spectator" ? "Waiting for a player" : "Waiting for your opponent";
  return `${nameOf(state, colors[side])}'s move`;
}

/** @param {State} state */
function reason(state) {
  const { winner = null, reason: why = "" } = state.outcome ?? {};
  if (why === "timeout" && !winner) return "Out of time, but no four was left to win.";
  const loser = winner === "red" ? "yellow" : "red";
  return (REASONS[why] ?? "").replace("%", who(state, state.colors[loser]));
}

/** Return an open offer in words, or "". @type {(state: State, kind: OfferKind) => string} */
export function offerText(state, kind) {
  const seat = state.offers[kind];
  if (!seat) return "";
  const [ours, theirs] = {
    draw: ["offered a draw", "offers a draw"],
    takeback: ["asked to take your move back", "asks to take a move back"],
    rematch: ["asked for a rematch", "wants a rematch"],
  }[kind];
  return `${who(state, seat)} ${state.role === seat ? ours : theirs}.`;
}

/** @param {State} state */
function newsText(state) {
  const { type, offer, seat } = state.news ?? {};
  if (type === "takeback") return "Taken back.";
  if (type === "start") return `Game ${state.game}: ${who(state, state.colors.red)} will begin.`;
  return seat ? `${who(state, seat)} ${type === "declined" ? "declined" : "withdrew"} the ${offer}.` : "";
}

/** Return what else is to be said about it to those who see the offers, or "". @param {State} state */
export function detail(state) {
  const { outcome, refusal, role, claim } = state;
  if (refusal?.code === "unavailable") return "The server can't do that right now. Trying again …";
  if (refusal) return refusal.message;
  if (outcome) return `${reason(state)} ${newsText(state)}`.trim();
  if (role === "spectator") return `You are watching. ${newsText(state)}`.trim();
  // A claim says it, too, and for how long still.
  return (claim ? "" : awayText(state)) || newsText(state);
}

/** @param {State} state */
function awayText(state) {
  const { role, presence, seated, clock, outcome } = state;
  if (role === "spectator" || outcome) return "";
  const other = otherSeat(role);
  if (!presence || !seated[other] || presence[other]) return "";
  return `${nameOf(state, other)} is away. ${clock?.running ? "The clock runs." : "The game waits."}`;
}

/** Return the open offers in words, or "". @param {State} state */
export const offersText = (state) => KINDS.map((kind) => offerText(state, kind)).filter(Boolean).join(" ");

/**
 * Return what a screen reader is told. `ply` is the past one that is shown, `stop` why the connection stopped.
 * @param {{ state: State, phase: Phase, stop?: Stop | null, ply?: number | null }} view
 */
export function spoken({ state, phase, stop = null, ply = null }) {
  if (phase === "stopped") return stop?.text ?? "";
  if (connection(state, phase) || state.seq === 0) return connection(state, phase);
  if (isWaiting(state)) return "Waiting for your opponent. Send the link.";
  const all = shownMoves(state);
  const moves = all.slice(0, ply ?? all.length);
  const column = moves.at(-1);
  const mover = state.colors[colorAt(moves.length - 1)];
  const move = column === undefined ? [] : [`${who(state, mover)}: column ${column + 1}.`];
  if (ply !== null) return [`Move ${ply} of ${all.length}.`, ...move].join(" ");
  const away = state.claim ? awayText(state) : "";
  return [...move, `${headline(state)}.`, offersText(state), detail(state), away].filter(Boolean).join(" ");
}

/** Return the words of the thin bar, or "" if all is well. @type {(state: State, phase: Phase) => string} */
export function connection({ seq }, phase) {
  if (phase === "open" || phase === "stopped") return "";
  if (seq > 0) return "Reconnecting …";
  return phase === "lost" ? "The server doesn't answer. Trying again …" : "";
}

/** Return the page's title: first what waits for us. @param {State} state */
export function title(state) {
  if (state.seq === 0) return "Fourline";
  const asked = KINDS.find((kind) => isAsked(state, kind));
  return `${asked ? offerText(state, asked).slice(0, -1) : headline(state)} – Fourline`;
}

/** Tell whether the other waits for our answer. @type {(state: State, kind: OfferKind) => boolean} */
export const isAsked = ({ role, offers }, kind) => role !== "spectator" && offers[kind] === otherSeat(role);

/** Tell whether something waits for us: a move, or an answer. @param {State} state */
export const isWanted = (state) => isOurMove(state) || KINDS.some((kind) => isAsked(state, kind));

/** Return the line under a player's name. @type {(state: State, seat: Seat, phase: Phase) => string} */
export function presenceText(state, seat, phase) {
  if (state.role === seat) {
    // Who has no name is called "You" already.
    if (phase === "open") return state.names[seat] ? "you" : "online";
    return phase === "stopped" ? "disconnected" : "reconnecting";
  }
  if (!state.seated[seat]) return "not here yet";
  if (state.bot?.seat === seat) return `level ${state.bot.level} of 8`;
  if (!state.presence || phase !== "open") return "…";
  return state.presence[seat] ? "online" : "away";
}

/** Return how many watch, or "" if nobody does; our own page counts if we watch. @param {State} state */
export function watching({ presence }) {
  const count = presence?.spectators ?? 0;
  return count > 0 ? `${count.toLocaleString("en")} watching` : "";
}

/** @type {(ms: number) => string} */
function duration(ms) {
  const units = /** @type {const} */ ([[Math.floor(ms / 60_000), "minute"], [Math.floor(ms / 1000) % 60, "second"]]);
  const words = units.map(([count, unit]) => (count ? `${count} ${unit}${count === 1 ? "" : "s"}` : ""));
  return words.filter(Boolean).join(" ");
}

/** Return the time control in words. @param {State["control"]} control */
export function controlText(control) {
  if (!control) return "No clock";
  const { initial_ms, increment_ms } = control;
  return `${duration(initial_ms)} each${increment_ms ? `, ${duration(increment_ms)} more per move` : ""}`;
}

/** Return why we are not in the seat that the address seemed to offer, or "". @param {State} state */
export const notice = (state) => NOTICES[state.notice ?? ""] ?? "";
