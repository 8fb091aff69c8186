// Which seats this browser holds. A seat is proved by a secret, which is kept before it is first sent: so a lost answer
// can't lock anybody out of the seat just taken.
//
//   browser   open:<nonce>, join:<key>   a secret that was sent, not yet answered
//             room:<id>:host, :guest     a secret that holds this seat; one browser may hold both
//   tab       room:<id>                  which of them is this tab's
//             join:<key>                 the room that this key leads to, if this tab is its host

/** @import { Init, Seat } from "../protocol" */
/** @import { Keeper } from "./settings.js" */
/** @typedef {{ open: string } | { join: string } | { watch: string } | { room: string }} Errand why a page came */

const PREFIX = "fourline:";

/** Return 128 random bits in base64url, 22 characters. (randomUUID exists in secure contexts only.) */
export function makeSecret() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").slice(0, 22);
}

/** @type {readonly Seat[]} */
const SEATS = ["host", "guest"];

/** The seats kept in a browser and one of its tabs. */
export class Seats {
  #browser;
  #tab;
  #make;

  /** @param {{ browser: Keeper, tab: Keeper, make?: () => string }} options */
  constructor({ browser, tab, make = makeSecret }) {
    this.#browser = browser;
    this.#tab = tab;
    this.#make = make;
  }

  /**
   * Return the secret that proves our seat in a room, or null.
   * @param {string} room
   */
  held(room) {
    const ours = this.#tab.getItem(`${PREFIX}room:${room}`);
    const secrets = [ours, ...SEATS].map((seat) => this.#browser.getItem(`${PREFIX}room:${room}:${seat}`));
    return secrets.find((secret) => secret !== null) ?? null;
  }

  /**
   * Return what `init` says for an errand; from now on its secret is kept.
   * @param {Errand} errand
   * @returns {{ secret?: string, join?: string, watch?: string, room?: string }}
   */
  entry(errand) {
    if ("open" in errand) return { secret: this.#promised(`open:${errand.open}`) };
    if ("watch" in errand) return { watch: errand.watch };
    // Without a seat we are to watch; the server asks for some secret all the same.
    if ("room" in errand) return { room: errand.room, secret: this.held(errand.room) ?? this.#make() };
    const own = this.#tab.getItem(`${PREFIX}join:${errand.join}`);
    const secret = own === null ? null : this.held(own);
    return { join: errand.join, secret: secret ?? this.#promised(`join:${errand.join}`) };
  }

  /**
   * Keep what an answered errand brought.
   * @param {Errand} errand
   * @param {string} secret the one that was sent
   * @param {Pick<Init, "room" | "role" | "join">} init
   */
  settle(errand, secret, { room, role, join }) {
    if (role !== "spectator") {
      this.#browser.setItem(`${PREFIX}room:${room}:${role}`, secret);
      this.#tab.setItem(`${PREFIX}room:${room}`, role);
      if (join !== undefined) this.#tab.setItem(`${PREFIX}join:${join}`, room);
    }
    if ("open" in errand) this.#browser.removeItem(`${PREFIX}open:${errand.open}`);
    if ("join" in errand) this.#browser.removeItem(`${PREFIX}join:${errand.join}`);
  }

  /** @param {string} errand */
  #promised(errand) {
    const secret = this.#browser.getItem(PREFIX + errand) ?? this.#make();
    this.#browser.setItem(PREFIX + errand, secret);
    return secret;
  }
}

/**
 * Return what a page came for, by its address.
 * @param {Pick<Location, "pathname" | "search">} address
 * @param {() => string} nonce gives the name of this opening: the same one after a reload
 * @returns {Errand}
 */
export function errandOf({ pathname, search }, nonce) {
  const query = new URLSearchParams(search);
  const [, place, room] = pathname.split("/");
  if (place === "room" && room) return { room };
  const [join, watch] = [query.get("join"), query.get("watch")];
  // An empty one, too: half a link leads to no game, and must not open one that nobody asked for.
  if (join !== null) return { join };
  return watch === null ? { open: nonce() } : { watch };
}
