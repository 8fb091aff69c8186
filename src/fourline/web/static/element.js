// New nodes for what the page's text doesn't hold yet.

/**
 * Return a new element with properties and children.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, unknown>} [properties]
 * @param {...(Node | string)} children
 */
export function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  Object.assign(node, properties);
  node.append(...children);
  return node;
}

/**
 * Return a new button.
 * @param {string} label
 * @param {() => void} act
 * @param {string} [className]
 */
export const button = (label, act, className = "") =>
  element("button", { type: "button", textContent: label, onclick: act, className });

/**
 * Return the element of the page with an id.
 * @param {string} id
 */
export const find = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * Write a text, if it is another one than before.
 * @param {Element} node
 * @param {string} text
 */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
