/**
 * @file Whether the reader has the list in hand: then it must not move under them. The focus is in it, the pointer moves over it or is
 * pressed, text in it is selected, the page is being scrolled.
 */
export type HoldReason = 'focus' | 'pointer' | 'selection' | 'scroll';

/** A pointer that rests this long points at nothing. */
const POINTER_MS = 600;
const SCROLL_MS = 200;

/**
 * @param within whether an element belongs to the list's results
 * @returns stops watching and lifts every hold
 */
export function watchInteraction(
  root: HTMLElement,
  within: (node: Node | null) => boolean,
  hold: (reason: HoldReason, on: boolean) => void,
): () => void {
  const over = new AbortController();
  const { signal } = over;
  const timers = new Map<HoldReason, ReturnType<typeof setTimeout>>();
  const holdFor = (reason: HoldReason, ms: number) => {
    clearTimeout(timers.get(reason));
    hold(reason, true);
    timers.set(
      reason,
      setTimeout(() => hold(reason, false), ms),
    );
  };
  const pointed = ({ target }: Event) => within(target as Node) && holdFor('pointer', POINTER_MS);
  root.addEventListener('pointermove', pointed, { signal, passive: true });
  root.addEventListener('pointerdown', pointed, { signal, passive: true });
  root.addEventListener('pointerup', pointed, { signal, passive: true });
  root.addEventListener('focusin', ({ target }) => hold('focus', within(target as Node)), { signal });
  root.addEventListener('focusout', ({ relatedTarget }) => hold('focus', within(relatedTarget as Node | null)), {
    signal,
  });
  document.addEventListener('scroll', () => holdFor('scroll', SCROLL_MS), { signal, passive: true, capture: true });
  document.addEventListener(
    'selectionchange',
    () => {
      const selection = document.getSelection();
      hold('selection', selection?.isCollapsed === false && within(selection.anchorNode));
    },
    { signal },
  );
  return () => {
    over.abort();
    for (const timer of timers.values()) clearTimeout(timer);
    for (const reason of ['focus', 'pointer', 'selection', 'scroll'] as const) hold(reason, false);
  };
}
