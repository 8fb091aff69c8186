// The player's own finished games, as this browser remembers them: there are no accounts.

import { browser } from "./settings.js";

/** @import { Color } from "./position.js" */
/** @import { Keeper } from "./settings.js" */
/**
 * @typedef {object} RecentGame
 * @property {string} game_id its page is /game/<game_id>
 * @property {string | null} red names, if the players had any
 * @property {string | null} yellow
 * @property {Color} color which one was ours
 * @property {Color | null} winner
 * @property {string} reason as the server tells it: "line", "resignation", ...
 * @property {number} ended_at_ms since 1970
 */

const KEY = "fourline:recent";
const MOST = 50;

/**
 * Return the games, the latest first; nothing if the browser refuses or kept nonsense.
 * @param {Keeper} [keeper]
 * @returns {RecentGame[]}
 */
export function readRecent(keeper = browser) {
  try {
    const games = JSON.parse(keeper.getItem(KEY) ?? "[]");
    return Array.isArray(games) ? games.filter((game) => typeof game?.game_id === "string") : [];
  } catch {
    return [];
  }
}

/**
 * Remember a game, once, and forget the oldest if there are too many.
 * @param {RecentGame} game
 * @param {Keeper} [keeper]
 */
export function remember(game, keeper = browser) {
  const games = readRecent(keeper);
  if (games.some(({ game_id }) => game_id === game.game_id)) return;
  keeper.setItem(KEY, JSON.stringify([game, ...games].slice(0, MOST)));
}
