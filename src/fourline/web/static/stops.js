// Why the connection has ended for good, and the way on. Pure.

/** @import { State } from "./state.js" */
/** @typedef {{ title: string, text: string, again: string | null }} Stop `again` labels a button that reconnects */

/** @type {Readonly<Record<number, Stop>>} */
const STOPS = {
  1008: {
    title: "Disconnected",
    text: "This page sent too much, or what the server could not read.",
    again: "Reconnect",
  },
  4500: {
    title: "Game not found",
    text: "The link may be incomplete, the game closed to spectators, or never begun and expired.",
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

/** @type {Stop} */
const CLOSED = { title: "No longer open", text: "The host has closed this game to spectators.", again: null };

/**
 * Return what to tell about a close code, in the server's own words if it didn't let us in.
 * @param {number} code
 * @param {State} state
 * @returns {Stop}
 */
export function stopText(code, { seq, refusal, role }) {
  const stop = STOPS[code] ?? OTHER;
  if (code === 4500 && seq > 0 && role === "spectator") return CLOSED;
  if (seq > 0 || !refusal || stop !== OTHER) return stop;
  return { title: "That didn't work", text: refusal.message, again: "Try again" };
}
