/** @file Selects elements inside of an element, also in the open shadow roots in it. */

/**
 * Returns the matches in `root` itself; where there are none, those in the first open shadow root in it that has any.
 * Matches are never joined across shadow roots, because only siblings can exchange positions.
 */
export function deepQueryAll(root: Element | ShadowRoot, selector: string): Element[] {
  const found = [...root.querySelectorAll(selector)];
  if (found.length > 0) return found;
  for (const shadow of shadowRootsIn(root)) {
    const inside = deepQueryAll(shadow, selector);
    if (inside.length > 0) return inside;
  }
  return [];
}

/** Returns the open shadow roots of an element and of its descendants, without those inside of shadow roots. */
export function shadowRootsIn(root: Element | ShadowRoot): ShadowRoot[] {
  const own = root instanceof Element && root.shadowRoot ? [root.shadowRoot] : [];
  const inside = [...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? [shadowRoot] : []));
  return [...own, ...inside];
}

/** Returns all open shadow roots in an element, at any depth. */
export function allShadowRootsIn(root: Element | ShadowRoot): ShadowRoot[] {
  return shadowRootsIn(root).flatMap((shadow) => [shadow, ...allShadowRootsIn(shadow)]);
}
