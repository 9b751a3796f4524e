/**
 * @file Animates elements to their new positions: positions are read before and after the move, and the difference is
 * animated (FLIP). Only elements that are in view before or after the move are animated, and none for readers who
 * prefer reduced motion.
 */
const DURATION_MS = 240;

/** Runs `move`, which may change only the positions of `elements`, and animates the change. */
export function animateMoves(elements: readonly HTMLElement[], move: () => void): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return move();
  const before = elements.map(topOf); // read while animations run, so that an element starts from where it is seen
  for (const element of elements) cancelAnimation(element);
  move();
  elements.forEach((element, i) => animateFrom(element, before[i]! - topOf(element)));
}

function topOf(element: HTMLElement): number {
  return element.getBoundingClientRect().top;
}

function animateFrom(element: HTMLElement, shift: number): void {
  const to = topOf(element);
  if (Math.abs(shift) < 1 || !(inView(to) || inView(to + shift))) return;
  const from = Math.max(-innerHeight, Math.min(innerHeight, shift)); // a distant element starts just beyond the edge
  const frames = [{ transform: `translateY(${from}px)` }, { transform: 'none' }];
  element.animate(frames, { id: ID, duration: DURATION_MS, easing: 'ease-out' });
}

const ID = 'rerank-list';

function cancelAnimation(element: HTMLElement): void {
  for (const animation of element.getAnimations()) if (animation.id === ID) animation.cancel();
}

function inView(top: number): boolean {
  return top > -200 && top < innerHeight;
}
