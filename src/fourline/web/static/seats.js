// Which seats this browser holds. A seat is proved by a secret, which is kept before it is first sent: so a lost answer
// can't lock anybody out of the seat just taken.
//
//   browser   open:<nonce>, join:<key>   a secret that was sent, not yet answered
//             room:<id>:host, :guest     a secret that holds this seat; one browser may hold both
//   tab       room:<id>                  which of them is this tab's
//             join:<key>                 the room that this key leads to, if this tab is its host

import { cleanName } from "./settings.js";

/** @import { Init, Seat } from "../protocol" */
/** @import { Keeper } from "./settings.js" */
/** @typedef {{ open: string } | { join: string } | { watch: string } | { room: string, secret?: string }} Errand why we came */

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
    if ("room" in errand) return { room: errand.room, secret: errand.secret ?? this.held(errand.room) ?? this.#make() };
    const own = this.#tab.getItem(`${PREFIX}join:${errand.join}`);
    const secret = own === null ? null : this.held(own);
    return { join: errand.join, secret: secret ?? this.#promised(`join:${errand.join}`) };
  }

  /**
   * Keep what an answered errand brought. A secret that came with the address never replaces one that we have.
   * @param {Errand} errand
   * @param {string} secret the one that was sent
   * @param {Pick<Init, "room" | "role" | "join">} init
   */
  settle(errand, secret, { room, role, join }) {
    if (role !== "spectator") {
      const key = `${PREFIX}room:${room}:${role}`;
      const isBrought = "room" in errand && errand.secret !== undefined;
      if (!isBrought || this.#browser.getItem(key) === null) this.#browser.setItem(key, secret);
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
 * @param {Pick<Location, "pathname" | "search" | "hash">} address
 * @param {() => string} nonce gives the name of this opening: the same one after a reload
 * @returns {Errand}
 */
export function errandOf({ pathname, search, hash }, nonce) {
  const query = new URLSearchParams(search);
  const [, place, room] = pathname.split("/");
  if (place === "room" && room) {
    const secret = /^#secret=([\w-]{22})$/.exec(hash)?.[1];
    return secret ? { room, secret } : { room };
  }
  const [join, watch] = [query.get("join"), query.get("watch")];
  // An empty one, too: half a link leads to no game, and must not open one that nobody asked for.
  if (join !== null) return { join };
  return watch === null ? { open: nonce() } : { watch };
}

/**
 * Return what to open a room with, by the address of a page that came for that; `init` has them by the same names.
 * The clock is told in seconds: "180+2".
 * @param {string} search
 */
export function optionsOf(search) {
  const query = new URLSearchParams(search);
  const [, initial, increment] = /^(\d{1,4})[ +](\d{1,2})$/.exec(query.get("clock") ?? "") ?? [];
  const clock = initial ? { initial_ms: Number(initial) * 1000, increment_ms: Number(increment) * 1000 } : undefined;
  const [name, color, moves, bot] = ["name", "color", "moves", "bot"].map((key) => query.get(key) ?? undefined);
  const opponent = bot && { bot: Number(bot) };
  return { name: cleanName(name ?? "") || undefined, color, moves, clock, opponent };
}

/** How a page enters its room, and comes back to it. */
export class Entrance {
  #errand;
  #seats;
  #moveTo;
  /** What proves our seat: the last secret sent. */
  secret = "";

  /**
   * @param {Errand} errand
   * @param {Seats} seats
   * @param {(address: string) => void} moveTo change the page's address
   */
  constructor(errand, seats, moveTo) {
    this.#errand = errand;
    this.#seats = seats;
    this.#moveTo = moveTo;
  }

  /**
   * Return the first message of a connection.
   * @param {string} search of the address, for opening
   * @param {string} name ours, for joining
   */
  hello(search, name) {
    const entry = this.#seats.entry(this.#errand);
    this.secret = entry.secret ?? "";
    const joining = "join" in this.#errand ? { name: cleanName(name) || undefined } : {};
    return { type: "init", version: 1, ...entry, ...("open" in this.#errand ? optionsOf(search) : joining) };
  }

  /**
   * Keep the seat that we were given; false if we rather enter again, by another door.
   * @param {Init} init
   */
  settle(init) {
    const { room, role, notice, watch } = init;
    const isBrought = "room" in this.#errand && this.#errand.secret !== undefined;
    if (role === "spectator" && (notice === "seat_taken" || isBrought) && this.#seats.held(room)) {
      // It was us who took it, in another tab, at another time; or what we were given is no seat.
      this.#errand = { room };
      return false;
    }
    if (!("watch" in this.#errand)) this.#seats.settle(this.#errand, this.secret, init);
    if (role !== "spectator") {
      this.#errand = this.#seats.held(room) === this.secret ? { room } : { room, secret: this.secret };
      this.#moveTo(`/room/${room}`);
    } else if (notice === "seat_taken") {
      this.#errand = { watch };
      this.#moveTo(`/?watch=${watch}`);
    }
    return true;
  }
}
