// The tutorial's game on Node's `ws`: a set of sockets per game, and send() in a loop, as its README broadcasts.

import { randomBytes } from "node:crypto";
import { WebSocketServer } from "ws";
import { Connect4 } from "./connect4.mjs";

const join = new Map();
const watch = new Map();

function tell(game, message) {
  const data = JSON.stringify(message);
  for (const socket of game.sockets) {
    if (socket.readyState === 1) socket.send(data);
  }
}

function play(socket, game, player, column) {
  let row;
  try {
    row = game.rules.play(player, column);
  } catch (error) {
    socket.send(JSON.stringify({ type: "error", message: error.message }));
    return;
  }
  tell(game, { type: "play", player, column, row });
  if (game.rules.hasWon()) tell(game, { type: "win", player });
}

function enter(socket, init) {
  let game = join.get(init.join) ?? watch.get(init.watch);
  const player = init.join ? "yellow" : init.watch ? null : "red";
  if (!game) {
    game = { rules: new Connect4(), sockets: new Set() };
    const keys = { join: randomBytes(12).toString("base64url"), watch: randomBytes(12).toString("base64url") };
    join.set(keys.join, game);
    watch.set(keys.watch, game);
    socket.send(JSON.stringify({ type: "init", ...keys }));
  }
  game.sockets.add(socket);
  for (const move of game.rules.moves) socket.send(JSON.stringify({ type: "play", ...move }));
  socket.on("close", () => game.sockets.delete(socket));
  socket.on("message", (data) => player && play(socket, game, player, JSON.parse(data).column));
}

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, backlog: 4096 });
server.on("connection", (socket) => {
  socket.on("error", () => {});
  socket.once("message", (data) => enter(socket, JSON.parse(data)));
});
server.on("listening", () => console.log("ready", server.address().port));
