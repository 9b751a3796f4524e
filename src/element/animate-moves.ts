/**
 * @file Rows glide to their new places: their places are read before and after, and the difference is played back (FLIP). Only rows in view
 * at either end, and none for readers who ask for less motion.
 */
const DURATION_MS = 240;

/** Runs `move`, which may change the places of `rows` and nothing else of them. */
export function animateMoves(rows: readonly HTMLElement[], move: () => void): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return move();
  const before = rows.map(topOf); // with glides under way, so that a row turns round where it is seen
  for (const row of rows) cancelAnimation(row);
  move();
  rows.forEach((row, at) => animateFrom(row, before[at]! - topOf(row)));
}

function topOf(row: HTMLElement): number {
  return row.getBoundingClientRect().top;
}

function animateFrom(row: HTMLElement, shift: number): void {
  const to = topOf(row);
  if (Math.abs(shift) < 1 || !(inView(to) || inView(to + shift))) return;
  const from = Math.max(-innerHeight, Math.min(innerHeight, shift)); // from far away: from just beyond the edge
  const frames = [{ transform: `translateY(${from}px)` }, { transform: 'none' }];
  row.animate(frames, { id: ID, duration: DURATION_MS, easing: 'ease-out' });
}

const ID = 'rerank-list';

function cancelAnimation(row: HTMLElement): void {
  for (const animation of row.getAnimations()) if (animation.id === ID) animation.cancel();
}

function inView(top: number): boolean {
  return top > -200 && top < innerHeight;
}
