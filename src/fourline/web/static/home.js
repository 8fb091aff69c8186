// The home page works without this; it only remembers the name and the colour of the last time.

import { cleanName, readSettings, saveSettings } from "./settings.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("#start"));
const name = /** @type {HTMLInputElement} */ (form.elements.namedItem("name"));
const color = /** @type {RadioNodeList} */ (form.elements.namedItem("color"));
const settings = readSettings();

name.value ||= settings.name;
color.value = settings.color;
form.onsubmit = () => {
  name.value = cleanName(name.value);
  saveSettings({ name: name.value, color: color.value });
};
