/**
 * @file Detects whether the reader interacts with the list, because it must not move during an interaction: the focus
 * is in it, the pointer moves or is pressed over it, text in it is selected, or the page is being scrolled.
 */
export type HoldReason = 'focus' | 'pointer' | 'selection' | 'scroll';

/** The time after which a resting pointer no longer counts as an interaction. */
const POINTER_MS = 600;
const SCROLL_MS = 200;

/**
 * @param within whether a node is inside of a result
 * @param hold called when an interaction begins (`on`) or ends
 * @returns a function that stops watching and ends every hold
 */
export function watchInteraction(
  root: HTMLElement,
  within: (node: Node | null) => boolean,
  hold: (reason: HoldReason, on: boolean) => void,
): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const timers = new Map<HoldReason, ReturnType<typeof setTimeout>>();
  const holdFor = (reason: HoldReason, ms: number) => {
    clearTimeout(timers.get(reason));
    hold(reason, true);
    timers.set(
      reason,
      setTimeout(() => hold(reason, false), ms),
    );
  };
  const onPointer = (event: Event) => within(innermost(event)) && holdFor('pointer', POINTER_MS);
  root.addEventListener('pointermove', onPointer, { signal, passive: true });
  root.addEventListener('pointerdown', onPointer, { signal, passive: true });
  root.addEventListener('pointerup', onPointer, { signal, passive: true });
  root.addEventListener('focusin', (event) => hold('focus', within(innermost(event))), { signal });
  root.addEventListener('focusout', ({ relatedTarget }) => hold('focus', within(relatedTarget as Node | null)), {
    signal,
  });
  const tree = root.getRootNode() as Document | ShadowRoot;
  const onScroll = () => holdFor('scroll', SCROLL_MS);
  // A scroll inside of a shadow root is not heard outside of it.
  for (const each of new Set<EventTarget>([document, tree]))
    each.addEventListener('scroll', onScroll, { signal, passive: true, capture: true });
  document.addEventListener(
    'selectionchange',
    () => {
      const selection = selectionIn(tree);
      hold('selection', selection?.isCollapsed === false && within(selection.anchorNode));
    },
    { signal },
  );
  return () => {
    controller.abort();
    for (const timer of timers.values()) clearTimeout(timer);
    for (const reason of ['focus', 'pointer', 'selection', 'scroll'] as const) hold(reason, false);
  };
}

/** The element that an event happened at, also inside of a shadow root. */
function innermost(event: Event): Node | null {
  return (event.composedPath()[0] ?? null) as Node | null;
}

/** Chromium tells a selection inside of a shadow root to that root alone. */
function selectionIn(tree: Node & Partial<Pick<Document, 'getSelection'>>): Selection | null {
  return tree.getSelection ? tree.getSelection() : document.getSelection();
}
