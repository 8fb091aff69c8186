// The same game on boardgame.io, with its own server, rooms and spectators, as its documentation sets one up.

import { createServer } from "node:net";
import boardgame from "boardgame.io/dist/cjs/server.js";
import { hasWon } from "./connect4.mjs";

const { Server, Origins } = boardgame;

const Connect4Game = {
  name: "connect4",
  setup: () => ({ moves: [], heights: [0, 0, 0, 0, 0, 0, 0] }),
  turn: { minMoves: 1, maxMoves: 1 },
  moves: {
    drop: ({ G, ctx }, column) => {
      if (!(column in G.heights) || G.heights[column] === 6) return "INVALID_MOVE";
      G.moves.push({ player: ctx.currentPlayer, column, row: G.heights[column] });
      G.heights[column] += 1;
    },
  },
  endIf: ({ G, ctx }) => {
    if (G.moves.length && hasWon(G.moves)) return { winner: G.moves[G.moves.length - 1].player };
    return G.moves.length === 42 ? { draw: true } : undefined;
  },
};

// It takes a port, but doesn't tell which one the system chose.
const probe = createServer();
probe.listen(0, "127.0.0.1", () => {
  const { port } = probe.address();
  probe.close(async () => {
    const server = Server({ games: [Connect4Game], origins: [Origins.LOCALHOST] });
    // Its log tells of every request.
    const { log } = console;
    console.log = console.info = () => {};
    await server.run(port);
    log("ready", port);
  });
});
