/** @file Scrolls an element into view within its pane; `scrollIntoView` would scroll the page too. */

/** Places the element a third from the top of the visible part of the pane, which may extend below the screen. */
export function scrollWithin(pane: HTMLElement, element: Element | null): void {
  if (element === null) return;
  const { top, bottom } = pane.getBoundingClientRect();
  const visibleHeight = Math.max(0, Math.min(bottom, innerHeight) - top);
  pane.scrollTop += element.getBoundingClientRect().top - top - visibleHeight / 3;
}
