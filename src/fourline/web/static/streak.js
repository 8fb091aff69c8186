// Which puzzles were solved, and how many days in a row: what this browser remembers. Days are Greenwich's.

import { browser } from "./settings.js";

/** @import { Keeper } from "./settings.js" */
/** @typedef {{ solved: readonly string[], day: string, days: number }} Record `day`: the last one whose puzzle was solved */

const KEY = "fourline:puzzles";
const DAY_MS = 86_400_000;

/** @type {Record} */
const NOTHING = { solved: [], day: "", days: 0 };

/** Return what is remembered; what is damaged counts as nothing. @param {Keeper} [keeper] @returns {Record} */
export function readSolved(keeper = browser) {
  try {
    const { solved, day, days } = { ...NOTHING, ...JSON.parse(keeper.getItem(KEY) ?? "{}") };
    return { solved: Array.isArray(solved) ? solved.map(String) : [], day: String(day), days: Number(days) || 0 };
  } catch {
    return NOTHING;
  }
}

/**
 * Remember a puzzle that was solved without help; `day` if it is that day's.
 * @param {string} id
 * @param {string} day or ""
 * @param {Keeper} [keeper]
 */
export function saveSolved(id, day, keeper = browser) {
  const before = readSolved(keeper);
  const solved = [...new Set([...before.solved, id])];
  const after = day && day !== before.day ? { day, days: isNext(before.day, day) ? before.days + 1 : 1 } : {};
  keeper.setItem(KEY, JSON.stringify({ ...before, solved, ...after }));
}

/** @param {string} before @param {string} day */
const isNext = (before, day) => Date.parse(day) - Date.parse(before) === DAY_MS;

/**
 * Return what there is to say about it on a day.
 * @param {Record} record
 * @param {string} today
 */
export function streakText({ solved, day, days }, today) {
  if (solved.length === 0) return "None solved yet.";
  const count = `${solved.length.toLocaleString("en")} solved.`;
  // Who hasn't solved today's yet may still go on.
  const isAlive = day === today || isNext(day, today);
  return isAlive && days > 0 ? `${count} ${days} ${days === 1 ? "day" : "days"} in a row.` : count;
}

/** Return the day it is in Greenwich. @param {number} now */
export const dayOf = (now) => new Date(now).toISOString().slice(0, 10);
