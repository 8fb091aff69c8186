// Messages as a server would send them, for the tests of the page.

/** @import { Init, Snapshot } from "../../src/fourline/web/protocol" */

/** @type {(changes?: Partial<Init>) => Init} */
export const init = (changes) => ({
  type: "init",
  version: 1,
  room: "R",
  role: "host",
  join: "J",
  watch: "W",
  ...changes,
});

/** @type {(changes?: Partial<Snapshot>) => Snapshot} */
export const snapshot = (changes) => ({
  type: "state",
  seq: 2,
  game: 1,
  moves: "",
  start_ply: 0,
  colors: { red: "host", yellow: "guest" },
  names: { host: "Ada", guest: "Ben" },
  seated: { host: true, guest: true },
  tally: { host: 0, guest: 0, draws: 0 },
  clock: null,
  offers: { draw: null, takeback: null, rematch: null },
  outcome: null,
  private: false,
  listed: false,
  ...changes,
});

/**
 * @param {number} seq
 * @param {number} ply
 * @param {number} column
 * @returns {import("../../src/fourline/web/protocol").Play}
 */
export const play = (seq, ply, column) => ({
  type: "play",
  seq,
  player: ply % 2 === 1 ? "red" : "yellow",
  column,
  row: 0,
  ply,
});
