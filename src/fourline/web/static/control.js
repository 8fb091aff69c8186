// Time controls, as pages say, show and hand them on: "180+2" in an address is 3 minutes, and 2 seconds more a move.

/** @import { Control } from "../protocol" */

const LEAST_S = 10;
const MOST_S = 3600;
const MOST_INCREMENT_S = 60;

/**
 * Return the time control that an address or a form names; null is none.
 * @param {string} key
 * @returns {Control | null}
 */
export function parseControl(key) {
  const [, initial, increment] = /^(\d{1,4})\+(\d{1,2})$/.exec(key) ?? [];
  return initial ? { initial_ms: Number(initial) * 1000, increment_ms: Number(increment) * 1000 } : null;
}

/**
 * Return how an address or a form names a time control. Equal ones have equal names.
 * @param {Control | null} control
 */
export const keyOf = (control) => (control ? `${control.initial_ms / 1000}+${control.increment_ms / 1000}` : "");

/**
 * Return the name of what somebody typed: minutes and seconds to begin with, seconds more a move. What is out of
 * bounds is brought into them.
 * @param {number} minutes
 * @param {number} seconds
 * @param {number} increment
 */
export function keyOfTyped(minutes, seconds, increment) {
  /** @param {number} number @param {number} least @param {number} most */
  const within = (number, least, most) => Math.min(Math.max(Math.round(number) || 0, least), most);
  const initial = within((minutes || 0) * 60 + (seconds || 0), LEAST_S, MOST_S);
  return `${initial}+${within(increment, 0, MOST_INCREMENT_S)}`;
}

/**
 * Return a time control as players call it: "3+2".
 * @param {Control | null} control
 */
export function labelOf(control) {
  if (!control) return "No clock";
  const seconds = control.initial_ms / 1000;
  const rest = seconds % 60;
  const initial = `${Math.floor(seconds / 60)}${rest ? `:${`${rest}`.padStart(2, "0")}` : ""}`;
  return `${initial}+${control.increment_ms / 1000}`;
}
