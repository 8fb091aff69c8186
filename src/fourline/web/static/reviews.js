// How a review comes from the server: asked for until it is worked out, or can't be had.

/** @import { Review } from "./verdict.js" */

const TRIES = 20;
const RETRY_MS = 1000;

/**
 * Return the review of a game, or null if it can't be had now.
 * @param {string} id
 * @param {{ get?: (address: string) => Promise<Response>, wait?: (ms: number) => Promise<void> }} [world]
 * @returns {Promise<Review | null>}
 */
export async function loadReview(id, { get = fetch, wait = sleep } = {}) {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    try {
      const answer = await get(`/api/games/${id}/review`);
      if (answer.status === 200) return await answer.json();
      if (answer.status !== 202) return null;
    } catch {
      return null;
    }
    await wait(RETRY_MS);
  }
  return null;
}

/** @param {number} ms @returns {Promise<void>} */
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @type {Promise<void> | null} */
let sheet = null;

/** Load the style sheet of everything that has scores; without it things still work. */
export function loadSheet() {
  sheet ??= new Promise((resolve) => {
    const address = new URL("review.css", import.meta.url).href;
    if (document.querySelector(`link[href="${new URL(address).pathname}"]`)) return resolve();
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = link.onerror = () => resolve();
    document.head.append(link);
  });
  return sheet;
}
