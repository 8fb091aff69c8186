// "Continue on another device": a link that carries the seat's secret, shown only when somebody asks for it.

import { button, element, find } from "./element.js";
import { copyBy, drawCode } from "./share.js";

/** @import { View } from "./panels.js" */
/** @import { Tools } from "./parts.js" */

/**
 * Return the address that continues a seat. What follows "#" never leaves the browser that opens it.
 * @param {string} origin
 * @param {string} room
 * @param {string} secret
 */
export const seatLink = (origin, room, secret) => `${origin}/room/${room}#secret=${secret}`;

class Device {
  #tools;
  #code = element("img", { className: "code", width: 200, height: 200, alt: "QR code of the link to your seat" });
  #details;
  #link = "";

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
    const copy = button("Copy link", () => copyBy(copy, this.#link));
    this.#details = element(
      "details",
      { className: "device" },
      element("summary", {}, "Continue on another device"),
      element("p", { className: "warning" }, "Whoever sees this can play for you. Don't share your screen now."),
      this.#code,
      element("div", { className: "actions" }, copy),
    );
    this.#details.ontoggle = () => this.#draw();
    find("links").append(this.#details);
  }

  /** @param {View} view */
  render({ state }) {
    if (state.room === null) return;
    this.#link = seatLink(location.origin, state.room, this.#tools.secret());
    this.#draw();
  }

  #draw() {
    if (this.#details.open) return void drawCode(this.#code, this.#link);
    this.#code.removeAttribute("src");
    delete this.#code.dataset["text"];
  }
}

/** Let players take their seat along. @param {Tools} tools */
export const create = (tools) => new Device(tools);
