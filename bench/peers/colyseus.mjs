// The same game on Colyseus: a room with a synchronised state, as its documentation sets one up.

import { createServer } from "node:http";
import { Room, Server } from "@colyseus/core";
import { schema, t } from "@colyseus/schema";
import { WebSocketTransport } from "@colyseus/ws-transport";
import { Connect4 } from "./connect4.mjs";

const State = schema({ columns: t.array("uint8"), winner: t.string() }, "State");

class Connect4Room extends Room {
  maxClients = 100_000;

  onCreate() {
    this.state = new State();
    // Reservations are made before the crowd comes.
    this.seatReservationTimeout = 600;
    this.rules = new Connect4();
    this.players = [];
    this.onMessage("play", (client, column) => {
      const player = ["red", "yellow"][this.players.indexOf(client.sessionId)];
      try {
        this.rules.play(player, column);
      } catch {
        return;
      }
      this.state.columns.push(column);
      if (this.rules.hasWon()) this.state.winner = player;
    });
  }

  onJoin(client) {
    if (this.players.length < 2) this.players.push(client.sessionId);
  }
}

const http = createServer();
const server = new Server({ transport: new WebSocketTransport({ server: http }), greet: false });
server.define("connect4", Connect4Room);
await server.listen(0, "127.0.0.1");
console.log("ready", http.address().port);
