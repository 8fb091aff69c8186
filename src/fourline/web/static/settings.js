// What this browser remembers. It may refuse to (private windows, policies): then things last as long as the page.

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Keeper */
/** @typedef {{ sound: boolean, digits: boolean, talk: boolean, name: string, color: string, rawScores?: boolean }} Settings */

/**
 * Return a storage that never throws; what the browser doesn't keep, it keeps itself.
 * @param {() => Storage} find may throw
 * @returns {Keeper}
 */
export function tolerant(find) {
  /** @type {Map<string, string>} */
  const own = new Map();
  /**
   * @template T
   * @param {(storage: Storage) => T} use
   */
  const attempt = (use) => {
    try {
      return use(find());
    } catch {
      return null;
    }
  };
  return {
    getItem: (key) => own.get(key) ?? attempt((storage) => storage.getItem(key)),
    setItem(key, value) {
      const isKept = attempt((storage) => (storage.setItem(key, value), true));
      if (!isKept) own.set(key, value);
    },
    removeItem(key) {
      own.delete(key);
      attempt((storage) => storage.removeItem(key));
    },
  };
}

export const browser = tolerant(() => localStorage);
export const tab = tolerant(() => sessionStorage);

/** @type {Readonly<Settings>} */
const DEFAULTS = { sound: true, digits: true, talk: true, name: "", color: "red" };
const KEY = "fourline:settings";

/**
 * Return the settings; what is missing or damaged is as by default.
 * @param {Keeper} [keeper]
 * @returns {Settings}
 */
export function readSettings(keeper = browser) {
  try {
    return { ...DEFAULTS, ...JSON.parse(keeper.getItem(KEY) ?? "{}") };
  } catch {
    return { ...DEFAULTS };
  }
}

/**
 * Change some settings.
 * @param {Partial<Settings>} changes
 * @param {Keeper} [keeper]
 */
export const saveSettings = (changes, keeper = browser) =>
  keeper.setItem(KEY, JSON.stringify({ ...readSettings(keeper), ...changes }));

/**
 * Return a name as the server accepts it, or "": what it would refuse is left out, rather than the visitor.
 * @param {string} text
 */
export function cleanName(text) {
  const visible = text.replace(/[\p{C}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0\u034f]/gu, "").normalize("NFC").trim();
  const name = [...visible].slice(0, 24).join("").trim();
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(name) ? name : "";
}
