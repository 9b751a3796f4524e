/** @file Helpers that find and create DOM elements. */

/**
 * Returns the element with this id. Throws a TypeError when there is none of that class, so that a renamed id fails at
 * once.
 */
export function byId<E extends HTMLElement>(id: string, kind: abstract new () => E): E {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new TypeError(
    `Expected the page to hold a ${kind.name} with id \`${id}\`, got \`${found?.tagName ?? 'nothing'}\``,
  );
}

export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  text = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  if (text !== '') element.textContent = text;
  return element;
}

/** Sets the text only when it differs, since setting it creates a new text node. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Creates an element with attributes and children; a string becomes text, and `undefined` is left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string | undefined)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

export function button(text: string, onClick: () => void, className = ''): HTMLButtonElement {
  const element = h('button', { type: 'button', ...(className === '' ? {} : { class: className }) }, text);
  element.addEventListener('click', onClick);
  return element;
}
