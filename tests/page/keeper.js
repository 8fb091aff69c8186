// A browser's storage, in memory.

/** @param {Record<string, string>} [content] */
export function keeper(content = {}) {
  const items = new Map(Object.entries(content));
  return {
    /** @param {string} key */
    getItem: (key) => items.get(key) ?? null,
    /** @param {string} key @param {string} value */
    setItem: (key, value) => void items.set(key, value),
    /** @param {string} key */
    removeItem: (key) => void items.delete(key),
    keys: () => [...items.keys()].sort(),
  };
}
