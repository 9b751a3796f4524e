/** @file Whether the reader is inside an element, with the pointer or with the focus, as two reasons to hold it still. */

export type HoldReason = 'pointer' | 'focus';

export function watchPresence(element: HTMLElement, onChange: (reason: HoldReason, inside: boolean) => void): void {
  element.addEventListener('pointerenter', () => onChange('pointer', true));
  // Also after the hold was lifted with the pointer at rest inside.
  element.addEventListener('pointermove', () => onChange('pointer', true));
  element.addEventListener('pointerleave', () => onChange('pointer', false));
  element.addEventListener('focusin', () => onChange('focus', true));
  element.addEventListener('focusout', ({ relatedTarget }) => {
    const next = relatedTarget instanceof Node ? relatedTarget : document.activeElement;
    // A window that loses the focus says so too, and gives it back to the same row: `activeElement` has not changed then.
    if (!element.contains(next)) onChange('focus', false);
  });
}
