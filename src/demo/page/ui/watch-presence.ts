/**
 * @file Reports when the reader's pointer or keyboard focus enters and leaves an element: two reasons to hold it still.
 */

export type HoldReason = 'pointer' | 'focus';

export function watchPresence(element: HTMLElement, onChange: (reason: HoldReason, isInside: boolean) => void): void {
  element.addEventListener('pointerenter', () => onChange('pointer', true));
  // The hold may have been removed while the pointer rested inside; a movement restores it.
  element.addEventListener('pointermove', () => onChange('pointer', true));
  element.addEventListener('pointerleave', () => onChange('pointer', false));
  element.addEventListener('focusin', () => onChange('focus', true));
  element.addEventListener('focusout', ({ relatedTarget }) => {
    const next = relatedTarget instanceof Node ? relatedTarget : document.activeElement;
    // When the window loses the focus, `activeElement` stays the same item, which gets the focus back with the window.
    if (!element.contains(next)) onChange('focus', false);
  });
}
