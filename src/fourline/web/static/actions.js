// The buttons of a player: offers and the answers to them, and the ends of a game.

import { offerText } from "./announce.js";
import { button, element, find, write } from "./element.js";
import { actionsOf, claimOf, offerOf } from "./offers.js";

/** @import { OfferKind, Request } from "../protocol" */
/** @import { Action } from "./offers.js" */
/** @import { View } from "./panels.js" */
/** @import { Tools } from "./parts.js" */

const CONFIRM_MS = 10_000;

/** @type {Readonly<Record<Action, string>>} */
const LABELS = { takeback: "Takeback", draw: "Draw", resign: "Resign", abort: "Abort", rematch: "Rematch" };

const ACTIONS = /** @type {Action[]} */ (Object.keys(LABELS));

/** @type {readonly OfferKind[]} */
const KINDS = ["draw", "takeback", "rematch"];

class Actions {
  #tools;
  #status = find("status");
  #offers = new Map(KINDS.map((kind) => [kind, this.#makeOffer(kind)]));
  #claim = this.#makeClaim();
  #confirm = element("div", { className: "confirm", hidden: true });
  #row = element("div", { className: "actions" });
  #buttons = new Map(ACTIONS.map((action) => [action, button(LABELS[action], () => this.#press(action))]));
  /** @type {"resign" | "abort" | null} */
  #confirming = null;
  #timer = 0;
  #tick = 0;
  #wasDue = false;

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
    this.#status.tabIndex = -1;
    this.#confirm.setAttribute("role", "group");
    this.#confirm.onkeydown = ({ key }) => {
      if (key === "Escape") this.#back();
    };
    this.#row.append(...this.#buttons.values());
    this.#buttons.get("rematch")?.classList.add("primary");
    find("back-to-live").parentElement?.before(...this.#offers.values(), this.#claim.root, this.#confirm, this.#row);
  }

  /** @param {View} view */
  render(view) {
    const { state } = view;
    const hadFocus = this.#status.contains(document.activeElement);
    const allowed = view.isReplaying ? [] : actionsOf(state);
    if (this.#confirming && !allowed.includes(this.#confirming)) this.#confirming = null;
    for (const [action, node] of this.#buttons) node.hidden = !allowed.includes(action) || this.#confirming !== null;
    for (const node of this.#buttons.values()) node.disabled = state.asked.length > 0;
    for (const [kind, card] of this.#offers) {
      const whose = view.isReplaying ? null : offerOf(state, kind);
      card.hidden = whose === null;
      card.dataset["whose"] = whose ?? "";
      write(/** @type {Element} */ (card.firstElementChild), offerText(state, kind));
    }
    this.#confirm.hidden = this.#confirming === null;
    this.#drawClaim(view);
    // With a rematch at hand, a game against somebody else is second choice.
    const hasRematch = allowed.includes("rematch") || offerOf(state, "rematch") !== null;
    find("new-game").classList.toggle("primary", !hasRematch);
    // What had the focus may be gone now: stay near it.
    if (hadFocus && !this.#isFocusable(document.activeElement)) this.#status.focus({ preventScroll: true });
  }

  /** @param {Element | null} node */
  #isFocusable(node) {
    return this.#status.contains(node) && !node?.closest("[hidden]") && !node?.matches(":disabled");
  }

  /** @param {Action} action */
  #press(action) {
    if (action === "resign" || action === "abort") return this.#askTwice(action);
    this.#tools.ask({ type: "offer", offer: action }, action);
  }

  /** @param {"resign" | "abort"} action */
  #askTwice(action) {
    const question = `Really ${action}?`;
    const yes = button(`Yes, ${action}`, () => {
      this.#confirming = null;
      this.#tools.ask({ type: action }, action);
    });
    const no = button("No", () => this.#back());
    this.#confirm.setAttribute("aria-label", question);
    this.#confirm.replaceChildren(element("p", {}, question), element("div", { className: "actions" }, yes, no));
    this.#confirming = action;
    this.#tools.redraw();
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#back(), CONFIRM_MS);
    // To be asked is to be told; and whoever presses Enter twice by mistake has lost nothing.
    this.#confirm.hidden = false;
    no.focus();
  }

  #back() {
    clearTimeout(this.#timer);
    const action = this.#confirming;
    if (!action) return;
    const hadFocus = this.#confirm.contains(document.activeElement);
    this.#confirming = null;
    const node = this.#buttons.get(action);
    if (node) node.hidden = false;
    if (hadFocus) node?.focus();
    this.#tools.redraw();
  }

  /** @param {OfferKind} kind */
  #makeOffer(kind) {
    /** @param {Request & { offer: OfferKind }} request */
    const ask = (request) => this.#tools.ask(request, kind);
    const accept = button("Accept", () => ask({ type: "accept", offer: kind }), "primary theirs");
    const decline = button("Decline", () => ask({ type: "decline", offer: kind }), "theirs");
    const withdraw = button("Withdraw", () => ask({ type: "withdraw", offer: kind }), "ours");
    const choices = element("div", { className: "actions" }, accept, decline, withdraw);
    const card = element("div", { className: "offer", hidden: true }, element("p"), choices);
    card.setAttribute("role", "group");
    card.setAttribute("aria-label", `Offer: ${kind}`);
    return card;
  }

  #makeClaim() {
    const text = element("p");
    const claim = button("Claim the win", () => this.#tools.ask({ type: "claim" }, "claim"), "primary");
    const choices = element("div", { className: "actions" }, claim);
    const root = element("div", { className: "offer claim", hidden: true }, text, choices);
    return { root, text, claim };
  }

  /** @param {View} view */
  #drawClaim(view) {
    clearTimeout(this.#tick);
    const { state, phase } = view;
    const now = performance.now();
    const claim = phase === "open" ? claimOf(state, now) : null;
    this.#claim.root.hidden = claim === null;
    this.#claim.claim.hidden = !claim?.isDue;
    if (claim) write(this.#claim.text, claim.text);
    if (claim?.isDue && !this.#wasDue) this.#tools.tell("You can claim the win now.");
    this.#wasDue = claim?.isDue ?? false;
    if (!claim || claim.isDue) return;
    const untilNextSecond = (((state.claim?.at ?? now) - now) % 1000) + 1;
    this.#tick = window.setTimeout(() => this.#drawClaim(view), untilNextSecond);
  }
}

/** Bring a player's buttons to life. @param {Tools} tools */
export const create = (tools) => new Actions(tools);
