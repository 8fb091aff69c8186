// A room's review: it comes with the end of a game, and goes with the beginning of the next.

import { nameOf } from "./announce.js";
import { find } from "./element.js";
import { GameReview } from "./review.js";

/** @import { View } from "./panels.js" */
/** @import { Tools } from "./parts.js" */

class Afterwards {
  #tools;
  /** @type {{ id: string, review: GameReview } | null} */
  #shown = null;

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
  }

  /** @param {View} view */
  render({ state, ply }) {
    const id = state.outcome?.game_id ?? null;
    const { length } = state.moves;
    if (this.#shown && this.#shown.id !== id) {
      this.#shown.review.remove();
      this.#shown = null;
    }
    if (id !== null && length > state.startPly && !this.#shown) {
      const { colors } = state;
      const review = new GameReview({
        id,
        board: find("board"),
        place: (card) => find("moves").after(card),
        entries: () => [.../** @type {NodeListOf<HTMLElement>} */ (find("moves").querySelectorAll("li button"))],
        show: (to) => this.#tools.show(to >= length ? null : to),
        names: { red: nameOf(state, colors.red), yellow: nameOf(state, colors.yellow) },
      });
      this.#shown = { id, review };
    }
    this.#shown?.review.render(ply ?? length);
  }
}

/** Show what a game was worth, once it is over. @param {Tools} tools */
export const create = (tools) => new Afterwards(tools);
