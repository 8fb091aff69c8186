// A page as the tutorial "Route & broadcast" has its readers write it: four types of message, and it throws at any other.

import { createBoard, playMove } from "./connect4.js";

const SERVER = "ws://localhost:8001/";

const params = new URLSearchParams(location.search);

function initGame(websocket) {
  websocket.addEventListener("open", () => {
    const message = { type: "init" };
    if (params.has("join")) message.join = params.get("join");
    else if (params.has("watch")) message.watch = params.get("watch");
    websocket.send(JSON.stringify(message));
  });
}

/** Return a field of a message; throw if it isn't of the type that the tutorial's server gives it. */
function field(message, name, type) {
  const value = message[name];
  if (typeof value !== type) throw new TypeError(`${name} of ${JSON.stringify(message)} is no ${type}`);
  return value;
}

function receiveMoves(board, websocket) {
  websocket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(data);
    switch (message.type) {
      case "init":
        document.querySelector(".join").href = `?join=${field(message, "join", "string")}`;
        document.querySelector(".watch").href = `?watch=${field(message, "watch", "string")}`;
        break;
      case "play": {
        const [column, row] = [field(message, "column", "number"), field(message, "row", "number")];
        playMove(board, field(message, "player", "string"), column, row);
        break;
      }
      case "win":
        showMessage(`Player ${field(message, "player", "string")} wins!`);
        websocket.close(1000);
        break;
      case "error":
        showMessage(field(message, "message", "string"));
        break;
      default:
        throw new Error(`Unsupported message type: ${message.type}.`);
    }
  });
}

function sendMoves(board, websocket) {
  if (params.has("watch")) return;
  board.addEventListener("click", ({ target }) => {
    const column = target.closest("[data-column]")?.dataset.column;
    if (column !== undefined) websocket.send(JSON.stringify({ type: "play", column: Number(column) }));
  });
}

/** Alert, but not before the browser had time to draw the disc that it is about. */
function showMessage(text) {
  setTimeout(() => alert(text), 50);
}

const board = document.querySelector(".board");
createBoard(board);
const websocket = new WebSocket(SERVER);
initGame(websocket);
receiveMoves(board, websocket);
sendMoves(board, websocket);
