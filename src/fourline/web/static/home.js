// The home page works without this; it only remembers, and brings in those who are here too.

import { keyOfTyped } from "./control.js";
import { browser, cleanName, readSettings, saveSettings } from "./settings.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("#start"));
const custom = /** @type {HTMLInputElement} */ (document.querySelector("#custom"));

/** @param {string} key */
const field = (key) => /** @type {HTMLInputElement | RadioNodeList} */ (form.elements.namedItem(key));

/** @param {string} id */
const typed = (id) => /** @type {HTMLInputElement} */ (document.querySelector(`#${id}`)).valueAsNumber;

/** Return what the form says now, and keep it for the next time. */
export function answers() {
  field("name").value = cleanName(field("name").value);
  custom.value = keyOfTyped(typed("minutes"), typed("seconds"), typed("increment"));
  const { value: name } = field("name");
  const { value: color } = field("color");
  saveSettings({ name, color });
  return { name: name || undefined, color, clock: field("clock").value };
}

/** Load what others do here once somebody looks; without it a friend can still be played. */
function meet() {
  if (document.hidden) return;
  document.removeEventListener("visibilitychange", meet);
  import("./lobby.js").catch(() => {
    const notice = document.querySelector("#lobby-notice");
    if (notice) notice.textContent = "Nobody can be found right now. Playing a friend may still work.";
  });
}

const settings = readSettings();
field("name").value ||= settings.name;
field("color").value = settings.color;
form.addEventListener("submit", answers);
document.addEventListener("visibilitychange", meet);
meet();
// Newcomers don't load what they have no use for.
if (browser.getItem("fourline:recent") !== null) void import("./past.js").then(({ showPast }) => showPast());
