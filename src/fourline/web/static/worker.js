// A thread of the page's own that solves: a position in the middle of a game may take a third of a second.

import { makeCore } from "./core.js";

/** @type {Promise<(moves: readonly number[]) => readonly (number | null)[]> | null} */
let core = null;

async function load() {
  const answer = await fetch(new URL("solver.wasm", import.meta.url));
  return makeCore(await answer.arrayBuffer());
}

/** @param {MessageEvent<{ key: string, moves: readonly number[] }>} event */
onmessage = async ({ data: { key, moves } }) => {
  try {
    core ??= load();
    const solve = await core;
    postMessage({ key, scores: solve(moves) });
  } catch {
    postMessage({ key, scores: null });
  }
};
