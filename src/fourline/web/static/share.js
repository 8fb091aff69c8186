// Links out of the page: copy, share, QR codes. All of it works over plain http, where most of the web's APIs don't.

/** @import { View } from "./panels.js" */

/**
 * Copy a text; tell whether that worked.
 * @param {string} text
 */
export async function copyText(text) {
  try {
    // Undefined outside secure contexts, whatever the types say.
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

/** @param {string} text */
function copySelected(text) {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "hidden-text";
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}

/**
 * Let a button copy a text and say so for a while.
 * @param {HTMLButtonElement} button
 * @param {string} text
 */
export async function copyBy(button, text) {
  const label = button.dataset["label"] ?? button.textContent ?? "";
  button.dataset["label"] = label;
  button.textContent = (await copyText(text)) ? "Copied" : "Copy it by hand";
  setTimeout(() => (button.textContent = label), 2000);
}

/**
 * Let the server draw a link as a QR code into `image`, which is hidden if that fails.
 * @param {HTMLImageElement} image
 * @param {string} text
 */
export async function drawCode(image, text) {
  if (image.dataset["text"] === text) return;
  image.dataset["text"] = text;
  try {
    const answer = await fetch("/qr", { method: "POST", body: text });
    if (!answer.ok) throw new Error(`${answer.status}`);
    image.src = `data:image/svg+xml,${encodeURIComponent(await answer.text())}`;
    image.hidden = false;
  } catch {
    delete image.dataset["text"];
    image.hidden = true;
  }
}

/**
 * Tell whether a link to this address leads nowhere on other machines.
 * @param {string} hostname
 */
export const isLocal = (hostname) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

/** The cards with links in `root`, brought to life: everything with `data-link` is about the link of that name. */
class Links {
  /** @type {Record<string, string>} */
  #links = {};
  #fields;
  #codes;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#fields = /** @type {NodeListOf<HTMLInputElement>} */ (root.querySelectorAll("input[data-link]"));
    this.#codes = /** @type {NodeListOf<HTMLImageElement>} */ (root.querySelectorAll("img[data-link]"));
    /** @type {NodeListOf<HTMLButtonElement>} */
    const copies = root.querySelectorAll("button[data-link]:not([data-share])");
    const share = /** @type {HTMLButtonElement} */ (root.querySelector("button[data-share]"));
    const warning = /** @type {HTMLElement} */ (root.querySelector("#local-only"));
    for (const button of copies) button.onclick = () => copyBy(button, this.#linkOf(button));
    for (const field of this.#fields) field.onfocus = () => field.select();
    for (const details of root.querySelectorAll("details")) details.ontoggle = () => this.#drawCodes();
    warning.hidden = !isLocal(location.hostname);
    share.hidden = !("share" in navigator);
    share.onclick = () => {
      // Rejects when the visitor thinks better of it.
      const url = this.#linkOf(share);
      navigator.share({ title: "Fourline", text: "Play Connect Four with me", url }).catch(() => {});
    };
  }

  /** @param {View} view */
  render({ state: { join, watch } }) {
    if (join !== null) this.#links["join"] = `${location.origin}/?join=${join}`;
    if (watch !== null) this.#links["watch"] = `${location.origin}/?watch=${watch}`;
    for (const field of this.#fields) field.value = this.#linkOf(field);
    this.#drawCodes();
  }

  #drawCodes() {
    for (const image of this.#codes) {
      const isFolded = image.closest("details:not([open]), [hidden]") !== null;
      if (!isFolded && this.#linkOf(image)) void drawCode(image, this.#linkOf(image));
    }
  }

  /** @param {HTMLElement} node */
  #linkOf(node) {
    return this.#links[node.dataset["link"] ?? ""] ?? "";
  }
}

/** Bring the page's links to life. */
export const create = () => new Links(document.body);
