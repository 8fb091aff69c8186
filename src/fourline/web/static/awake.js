// A player who waits for the other's move in another tab is still there. But the timers of a page that nobody sees sleep
// for up to a minute, longer than the server waits for a sign of life; those of a worker don't.

/** @type {Worker | null} */
let worker = null;

/**
 * Call `beat` every few seconds for as long as the page is hidden.
 * @param {() => void} beat
 */
export function stayAwake(beat) {
  if (worker || !document.hidden) return;
  worker = new Worker(new URL("pulse.js", import.meta.url));
  worker.onmessage = beat;
  document.addEventListener("visibilitychange", sleep, { once: true });
}

function sleep() {
  worker?.terminate();
  worker = null;
}
