/** @file What a page feels meanwhile: tasks of the main thread that the browser calls long (over 50 ms), and gaps between its frames. */

/** @returns {{ stop(): { longestTaskMs: number, longestFrameMs: number, frames: number, dropped: number } }} */
export function watch() {
  let longestTaskMs = 0;
  const note = (entries) => {
    for (const { duration } of entries) longestTaskMs = Math.max(longestTaskMs, duration);
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ entryTypes: ['longtask'] });
  const gaps = [];
  let last = performance.now();
  let running = true;
  requestAnimationFrame(function frame() {
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    if (running) requestAnimationFrame(frame);
  });
  return {
    stop() {
      running = false;
      note(observer.takeRecords());
      observer.disconnect();
      gaps.push(performance.now() - last);
      return { longestTaskMs, longestFrameMs: Math.max(...gaps), frames: gaps.length, dropped: droppedOf(gaps) };
    },
  };
}

const FRAME_MS = 1000 / 60;

/** Frames of a 60 Hz screen that passed without a callback. */
function droppedOf(gaps) {
  return gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / FRAME_MS) - 1), 0);
}

/** @returns {Promise<number>} milliseconds */
export async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

export function frame() {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

/** A task later; the task that an event listener or an observer was waiting for has run by then. */
export function macrotask() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
