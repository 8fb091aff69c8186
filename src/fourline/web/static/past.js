// The player's own recent games on the home page, from what this browser remembers.

import { element, find } from "./element.js";
import { readRecent } from "./recent.js";

/** @import { RecentGame } from "./recent.js" */

const SHOWN = 8;

/** Return what came of a game, for us. @param {RecentGame} game */
export function resultOf({ winner, color }) {
  if (!winner) return "Draw";
  return winner === color ? "Won" : "Lost";
}

/** Return who played against us. @param {RecentGame} game */
export const opponentIn = ({ color, red, yellow }) => (color === "red" ? yellow : red) ?? "Somebody";

/** Show the games; nothing if there are none. */
export function showPast() {
  const games = readRecent().slice(0, SHOWN);
  const entries = games.map((game) => {
    const mark = element("span", { className: `mark ${game.color}` });
    const day = new Date(game.ended_at_ms).toLocaleDateString("en", { day: "numeric", month: "short" });
    const link = element(
      "a",
      { href: `/game/${encodeURIComponent(game.game_id)}` },
      mark,
      element("span", { className: "name", textContent: opponentIn(game) }),
      element("span", { textContent: resultOf(game) }),
      element("span", { className: "small muted", textContent: day }),
    );
    return element("li", {}, link);
  });
  find("past").replaceChildren(...entries);
  find("past-section").hidden = games.length === 0;
}
