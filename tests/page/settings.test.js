import assert from "node:assert/strict";
import test from "node:test";

import { cleanName, readSettings, saveSettings, tolerant } from "../../src/fourline/web/static/settings.js";
import { keeper } from "./keeper.js";

const refusing = tolerant(() => {
  throw new Error("denied");
});

test("a storage that refuses is replaced for as long as the page lives", () => {
  assert.equal(refusing.getItem("a"), null);
  refusing.setItem("a", "1");
  assert.equal(refusing.getItem("a"), "1");
  refusing.removeItem("a");
  assert.equal(refusing.getItem("a"), null);
});

test("a storage that works is used", () => {
  const storage = keeper();
  tolerant(() => /** @type {any} */ (storage)).setItem("a", "1");
  assert.equal(storage.getItem("a"), "1");
});

test("settings have defaults, also where the browser kept nonsense", () => {
  assert.deepEqual(readSettings(keeper()), { sound: true, digits: true, talk: true, name: "", color: "red" });
  assert.equal(readSettings(keeper({ "fourline:settings": "{" })).sound, true);
});

test("saving one setting leaves the others", () => {
  const storage = keeper();
  saveSettings({ sound: false }, storage);
  saveSettings({ name: "Ada" }, storage);
  assert.deepEqual(readSettings(storage), { sound: false, digits: true, talk: true, name: "Ada", color: "red" });
});

test("names lose what the server refuses, and nothing else", () => {
  assert.equal(cleanName("  Ada Lovelace "), "Ada Lovelace");
  assert.equal(cleanName("Zo\u0065\u0308"), "Zo\u00eb");
  assert.equal(cleanName("a\u200bb\u202ec\u0007"), "abc");
  assert.equal(cleanName("x".repeat(30)), "x".repeat(24));
  assert.equal([...cleanName("\u{1F916}".repeat(30))].length, 24);
  assert.equal(cleanName("\u0301"), "");
  assert.equal(cleanName("\u3164 \u2800"), "");
});
