// What came before: the tally, and the room's finished games, each with a page of its own; our own are remembered.

import { colorOf, nameOf, otherSeat } from "./announce.js";
import { element, find, write } from "./element.js";
import { remember } from "./recent.js";

/** @import { Color } from "./position.js" */
/** @import { View } from "./panels.js" */
/** @import { Part, Tools } from "./parts.js" */
/** @import { State } from "./state.js" */
/** @typedef {{ game_id: string, number: number, red: string | null, yellow: string | null, winner: Color | null }} Finished */

/**
 * Return how a game ended, in a few words.
 * @param {Finished} game
 */
export function outcomeText({ red, yellow, winner }) {
  if (!winner) return "Draw";
  return `${(winner === "red" ? red : yellow) ?? (winner === "red" ? "Red" : "Yellow")} won`;
}

/** Return the games won, ourselves first, or "" in the first game. @param {State} state */
export function tallyText(state) {
  if (state.game < 2) return "";
  const first = state.role === "guest" ? "guest" : "host";
  const second = otherSeat(first);
  const { [first]: won, [second]: lost, draws } = state.tally;
  const drawn = draws ? `, ${draws} ${draws === 1 ? "draw" : "draws"}` : "";
  return `${nameOf(state, first)} ${won} – ${lost} ${nameOf(state, second)}${drawn}`;
}

class Games {
  #list = element("ol", { className: "games" });
  #root = element("div", { hidden: true }, element("h3", {}, "Finished games"), this.#list);
  #link = element("a", { className: "game-link", hidden: true }, "Look at this game again");
  #read = -1; // how many games the list was read for

  constructor() {
    find("facts").append(this.#root);
    find("detail").after(this.#link);
  }

  /** @param {View} view */
  render({ state, phase, isReplaying }) {
    const tally = tallyText(state);
    write(find("tally"), tally);
    find("tally").hidden = tally === "";
    const id = state.outcome?.game_id ?? null;
    this.#link.hidden = id === null || isReplaying;
    if (id !== null) this.#link.href = `/game/${id}`;
    if (id !== null) note(state, id);
    // Of a game that begins there is nothing new to read; but one may have ended while we were away.
    const wanted = id === null ? state.game - 1 : state.game;
    if (state.room === null || phase !== "open" || wanted <= this.#read) return;
    void this.#fetch(state.room, this.#read);
    this.#read = wanted;
  }

  /** @param {string} room @param {number} before how many it was read for until now */
  async #fetch(room, before) {
    try {
      const answer = await fetch(`/api/rooms/${room}/games`);
      if (!answer.ok) throw new Error(`${answer.status}`);
      this.#draw(await answer.json());
    } catch {
      this.#read = before; // the next picture tries again
    }
  }

  /** @param {Finished[]} games */
  #draw(games) {
    this.#root.hidden = games.length === 0;
    this.#list.replaceChildren(
      ...games.map((game) => {
        const link = element("a", { href: `/game/${game.game_id}` }, `Game ${game.number}`);
        return element("li", {}, link, ` ${outcomeText(game)}`);
      }),
    );
  }
}

/** @param {State} state @param {string} game_id */
function note(state, game_id) {
  const { role, outcome, colors, names } = state;
  if (role === "spectator" || !outcome) return;
  const { winner, reason } = outcome;
  const [red, yellow] = [names[colors.red], names[colors.yellow]];
  remember({ game_id, red, yellow, color: colorOf(state, role), winner, reason, ended_at_ms: Date.now() });
}

/** The review of what has ended. No word of perfect play while a game goes on: not even its code is there. */
class Review {
  #tools;
  /** @type {Part | null} */
  #part = null;
  #isLoading = false;

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
  }

  /** @param {View} view */
  render(view) {
    if (this.#part) return this.#part.render(view);
    if (this.#isLoading || !view.state.outcome?.game_id) return;
    this.#isLoading = true;
    void import("./afterwards.js").then(
      ({ create }) => {
        this.#part = create(this.#tools);
        this.#tools.redraw();
      },
      () => (this.#isLoading = false), // the next picture tries again
    );
  }
}

/** List the room's games, and review the one that has ended. @param {Tools} tools */
export function create(tools) {
  const [games, review] = [new Games(), new Review(tools)];
  return {
    /** @param {View} view */
    render(view) {
      games.render(view);
      review.render(view);
    },
  };
}
