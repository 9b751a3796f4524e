/**
 * @file Rows that glide to a new place: measure, move in the document, measure again, then play the difference back as a
 * transform (First, Last, Invert, Play). Only rows on screen are animated, and none for readers who ask for less motion.
 */

const DURATION_MS = 260;
const EASING = 'cubic-bezier(0.2, 0, 0, 1)';

export interface Flip {
  /** Runs `move`, then lets the rows that changed place glide. */
  around(rows: () => readonly HTMLElement[], move: () => void): void;
  /** Ends every glide at its last frame. */
  settle(): void;
}

export function createFlip(): Flip {
  const running = new Set<Animation>();
  const calm = matchMedia('(prefers-reduced-motion: reduce)');

  function settle(): void {
    for (const animation of running) animation.cancel();
    running.clear();
  }

  function glide(row: HTMLElement, from: number | undefined, to: number): void {
    const frames = keyframes(from, to);
    if (frames === undefined) return;
    const animation = row.animate(frames, { duration: DURATION_MS, easing: EASING });
    running.add(animation);
    animation.onfinish = () => running.delete(animation);
  }

  return {
    settle,
    around(rows, move) {
      if (calm.matches) return move();
      // Tops are read while older glides are still in force, so a row that is turned round starts from where it is seen.
      const before = tops(rows());
      settle();
      move();
      for (const [row, to] of tops(rows())) glide(row, before.get(row), to);
    },
  };
}

function tops(rows: readonly HTMLElement[]): Map<HTMLElement, number> {
  return new Map(rows.map((row) => [row, row.getBoundingClientRect().top]));
}

/** None for a row that stays or is off screen at both ends. A row from far away comes from just beyond the edge. */
function keyframes(from: number | undefined, to: number): Keyframe[] | undefined {
  const height = innerHeight;
  const visible = (top: number): boolean => top > -200 && top < height;
  if (from === undefined) return visible(to) ? [{ opacity: 0 }, { opacity: 1 }] : undefined;
  if (Math.abs(from - to) < 1 || !(visible(from) || visible(to))) return undefined;
  const shift = Math.max(-height, Math.min(height, from - to));
  return [{ transform: `translateY(${shift}px)` }, { transform: 'none' }];
}
