/** @file Brings an element into sight within its own pane; `scrollIntoView` would move the page along. */

/** The element comes to stand a third from the top of what is seen of the pane, which may reach below the screen. */
export function scrollWithin(pane: HTMLElement, element: Element | null): void {
  if (element === null) return;
  const { top, bottom } = pane.getBoundingClientRect();
  const seen = Math.max(0, Math.min(bottom, innerHeight) - top);
  pane.scrollTop += element.getBoundingClientRect().top - top - seen / 3;
}
