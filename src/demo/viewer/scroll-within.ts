/** @file Brings an element into sight within its own pane; `scrollIntoView` would move the page along. */

/** The element comes to stand a third from the top. */
export function scrollWithin(pane: HTMLElement, element: Element | null): void {
  if (element === null) return;
  const offset = element.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += offset - pane.clientHeight / 3;
}
