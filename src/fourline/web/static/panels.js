// Everything around the board: players, status, notices. A view in, texts and classes out.

import { colorOf, connection, detail, headline, nameOf, notice, presenceText, stopText, watching } from "./announce.js";
import { isWaiting, turn } from "./state.js";

/** @import { Seat } from "../protocol" */
/** @import { Phase } from "./socket.js" */
/** @import { State } from "./state.js" */
/**
 * @typedef {object} View
 * @property {State} state
 * @property {Phase} phase
 * @property {number} code why it stopped
 * @property {boolean} isReplaying
 */

/**
 * Return which of the page's faces to show.
 * @param {Pick<View, "state" | "phase">} view
 * @returns {"loading" | "waiting" | "playing" | "stopped"}
 */
export function faceOf({ state, phase }) {
  if (state.seq === 0) return phase === "stopped" ? "stopped" : "loading";
  return isWaiting(state) && phase !== "stopped" ? "waiting" : "playing";
}

/**
 * Bring the panels in `root` to life.
 * @param {HTMLElement} root
 * @param {{ reconnect: () => void, goLive: () => void }} options
 */
export function createPanels(root, { reconnect, goLive }) {
  /**
   * @template {HTMLElement} T
   * @param {string} id
   */
  const find = (id) => /** @type {T} */ (document.getElementById(id));
  const [waiting, status, stopped, moves] = ["waiting", "status", "stopped", "moves"].map(find);
  const [newGame, again, live] = ["new-game", "again", "back-to-live"].map(find);
  if (again) again.onclick = reconnect;
  if (live) live.onclick = goLive;

  /**
   * @param {string} id
   * @param {string} text
   */
  function write(id, text) {
    const node = find(id);
    if (node.textContent !== text) node.textContent = text;
    node.hidden = text === "";
  }

  /**
   * @param {string} id
   * @param {Seat} seat
   * @param {View} view
   */
  function drawPlayer(id, seat, { state, phase }) {
    const bar = find(id);
    const color = colorOf(state, seat);
    const presence = presenceText(state, seat, phase);
    bar.setAttribute("aria-label", state.role === "spectator" ? `Player, ${color}` : state.role === seat ? "You" : "Opponent");
    bar.querySelector("use")?.setAttribute("href", `#disc-${color}`);
    bar.classList.toggle("to-move", turn(state) === color);
    bar.classList.toggle("online", presence === "online" || presence === "you");
    write(`${id}-name`, nameOf(state, seat));
    write(`${id}-presence`, presence);
  }

  return {
    /** @param {View} view */
    render(view) {
      const { state, phase, code, isReplaying } = view;
      const face = faceOf(view);
      root.dataset["face"] = face;
      root.classList.toggle("replaying", isReplaying);
      const isOver = phase === "stopped";
      for (const [card, isShown] of /** @type {const} */ ([
        [waiting, face === "waiting"],
        [status, face === "playing" && !isOver],
        [stopped, isOver],
        [moves, face === "playing"],
        [newGame, state.outcome !== null],
        [live, isReplaying],
      ])) {
        if (card) card.hidden = !isShown;
      }
      write("connection", connection(state, phase));
      write("notice", notice(state));
      write("headline", isReplaying ? "An earlier move" : headline(state));
      write("detail", isReplaying ? headline(state) : detail(state));
      write("watching", watching(state));
      const top = state.role === "guest" ? "host" : "guest";
      drawPlayer("them", top, view);
      drawPlayer("us", top === "host" ? "guest" : "host", view);
      if (!isOver) return;
      const reason = stopText(code, state.refusal?.message);
      write("stopped-title", reason.title);
      write("stopped-text", reason.text);
      write("again", reason.again ?? "");
      find("elsewhere").hidden = reason.again !== null;
    },
  };
}
