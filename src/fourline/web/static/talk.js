// The eight phrases that players may say: a menu at one's own bar, bubbles at both.

import { who } from "./announce.js";
import { button, element, find } from "./element.js";

/** @import { Phrase, Seat } from "../protocol" */
/** @import { View } from "./panels.js" */
/** @import { Tools } from "./parts.js" */

/** @type {Readonly<Record<Phrase, string>>} */
export const PHRASES = {
  hello: "Hello!",
  good_luck: "Good luck!",
  good_move: "Good move!",
  good_game: "Good game!",
  thanks: "Thanks!",
  sorry: "Sorry!",
  one_moment: "One moment …",
  bye: "Bye!",
};

// The server lets everybody speak once in 3 s.
const PAUSE_MS = 3200;
const SHOWN_MS = 5000;
const MENU_PX = 232; // its height, with a gap above and below

const BUBBLE = "M4 5h16v11H11l-4 4v-4H4z";

class Talk {
  #tools;
  #menu = element("div", { id: "phrases", className: "phrases", popover: "auto" });
  #open = button("", () => {}, "icon talk");
  #bubbles = {
    us: element("p", { className: "bubble", hidden: true }),
    them: element("p", { className: "bubble", hidden: true }),
  };
  /** @type {Record<string, number>} */
  #timers = {};
  /** @type {View["state"]["said"]} */
  #heard = null;
  #isPausing = false;

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
    this.#menu.setAttribute("role", "group");
    this.#menu.setAttribute("aria-label", "Phrases");
    for (const [phrase, text] of Object.entries(PHRASES)) {
      this.#menu.append(button(text, () => this.#say(/** @type {Phrase} */ (phrase))));
    }
    this.#open.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${BUBBLE}"/></svg>`;
    this.#open.setAttribute("aria-label", "Say something");
    this.#open.setAttribute("aria-haspopup", "true");
    this.#open.setAttribute("popovertarget", "phrases");
    this.#menu.onbeforetoggle = (event) => {
      if (this.#isPausing) event.preventDefault();
      else this.#place();
    };
    this.#open.hidden = true;
    find("us").append(this.#open, this.#menu, this.#bubbles.us);
    find("them").append(this.#bubbles.them);
    // Only now: what comes into the page with it wants the focus at once.
    this.#menu.querySelector("button")?.setAttribute("autofocus", "");
    this.#addSwitch();
  }

  /** @param {View} view */
  render({ state, phase }) {
    // What can't be said at once isn't said at all.
    this.#open.hidden = state.role === "spectator" || phase !== "open";
    const { said } = state;
    // Of what was said before we were there nobody tells us: the first one is news, too.
    const isNew = said !== this.#heard;
    this.#heard = said;
    if (said && isNew) this.#show(state, said.seat, PHRASES[said.phrase]);
  }

  /** @param {View["state"]} state @param {Seat} seat @param {string | undefined} text */
  #show(state, seat, text) {
    const isOurs = seat === state.role;
    if (!text || (!isOurs && !this.#tools.settings.talk)) return;
    const place = isOurs || (state.role === "spectator" && seat === "host") ? "us" : "them";
    const bubble = this.#bubbles[place];
    bubble.textContent = text;
    bubble.hidden = false;
    clearTimeout(this.#timers[place]);
    this.#timers[place] = window.setTimeout(() => (bubble.hidden = true), SHOWN_MS);
    this.#tools.tell(`${who(state, seat)}: ${text}`);
  }

  /** @param {Phrase} phrase */
  #say(phrase) {
    this.#menu.hidePopover();
    this.#tools.say(phrase);
    this.#pause(true);
    setTimeout(() => this.#pause(false), PAUSE_MS);
  }

  /** @param {boolean} isOn */
  #pause(isOn) {
    // Not `disabled`: that would take the focus away.
    this.#isPausing = isOn;
    this.#open.setAttribute("aria-disabled", `${isOn}`);
  }

  /** Above our bar, or below it where there is no room; on a phone that lies on its side, over it. */
  #place() {
    const { top, bottom, left, width } = find("us").getBoundingClientRect();
    const lowest = document.documentElement.clientHeight - MENU_PX;
    const at = top >= MENU_PX ? top - MENU_PX : Math.max(0, Math.min(bottom, lowest));
    Object.assign(this.#menu.style, { left: `${left}px`, width: `${width}px`, top: `${at}px` });
  }

  #addSwitch() {
    const box = element("input", { type: "checkbox", id: "setting-talk", checked: this.#tools.settings.talk });
    box.onchange = () => this.#tools.change({ talk: box.checked });
    find("settings").append(element("label", { className: "check" }, box, " Show what others say"));
  }
}

/** Let players talk. @param {Tools} tools */
export const create = (tools) => new Talk(tools);
