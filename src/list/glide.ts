/**
 * @file Animates list items from their old positions to their new ones: the positions are measured before and after the
 * move, and the difference is played back as a transform (FLIP: First, Last, Invert, Play). Items that are out of view
 * at both ends are not animated, and none is for readers who prefer reduced motion.
 */

export type GlideTiming = { readonly durationMs: number; readonly easing: string };

/** Marks the animations of this module among those of the page. */
const ID = 'list-glide';
/** An item this many pixels above the view counts as in view, since its lower part may be. */
const MARGIN = 200;

/**
 * Runs `move`, then animates the items that changed position. Items that `move` added fade in.
 *
 * @param items returns the list's items; called before and after the move
 */
export function glide(items: () => readonly HTMLElement[], move: () => void, timing: GlideTiming): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return move();
  // Measured while earlier animations run, so that an item that changes direction starts from where the reader sees it.
  const before = measureTops(items());
  endGlides([...before.keys()]);
  move();
  for (const [item, top] of measureTops(items())) play(item, before.get(item), top, timing);
}

/** Ends the animations of these items at their final positions. */
export function endGlides(items: readonly HTMLElement[]): void {
  for (const item of items) {
    for (const animation of item.getAnimations()) if (animation.id === ID) animation.cancel();
  }
}

function measureTops(items: readonly HTMLElement[]): Map<HTMLElement, number> {
  return new Map(items.map((item) => [item, item.getBoundingClientRect().top]));
}

function play(item: HTMLElement, from: number | undefined, to: number, { durationMs, easing }: GlideTiming): void {
  const frames = keyframes(from, to);
  if (frames) item.animate(frames, { id: ID, duration: durationMs, easing });
}

function keyframes(from: number | undefined, to: number): Keyframe[] | undefined {
  if (from === undefined) return isInView(to) ? [{ opacity: 0 }, { opacity: 1 }] : undefined;
  if (Math.abs(from - to) < 1 || !(isInView(from) || isInView(to))) return undefined;
  // An item from far away starts just beyond the edge of the view.
  const shift = Math.max(-innerHeight, Math.min(innerHeight, from - to));
  return [{ transform: `translateY(${shift}px)` }, { transform: 'none' }];
}

function isInView(top: number): boolean {
  return top > -MARGIN && top < innerHeight;
}
