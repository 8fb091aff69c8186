// A worker that says something as often as a player's page does (see socket.js).

setInterval(() => postMessage(null), 5000);
