/** @file The two things the page needs of the DOM: an element that must be there, and a new one. */

/** The element with this id. Throws when the page has none of that kind, so a renamed id fails at once. */
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

/** Writes text only when it differs: an equal write still costs a new text node. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A new element with attributes and children: a string is text, and `undefined` is nothing. */
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
  const made = h('button', { type: 'button', ...(className === '' ? {} : { class: className }) }, text);
  made.addEventListener('click', onClick);
  return made;
}
