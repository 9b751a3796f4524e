/** @file Observes the responsiveness of a page: long tasks of the main thread (over 50 ms), and gaps between frames. */

function watch() {
  let longestTaskMs = 0;
  const record = (entries) => {
    for (const { duration } of entries) longestTaskMs = Math.max(longestTaskMs, duration);
  };
  const observer = new PerformanceObserver((list) => record(list.getEntries()));
  observer.observe({ entryTypes: ['longtask'] });
  const gaps = [];
  let last = performance.now();
  let running = true;
  requestAnimationFrame(function tick() {
    if (!running) return;
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  });
  return {
    stop() {
      running = false;
      gaps.push(performance.now() - last);
      return { longestFrameMs: Math.max(...gaps), frames: gaps.length, dropped: droppedOf(gaps) };
    },
    longestTaskMs() {
      record(observer.takeRecords());
      observer.disconnect();
      return longestTaskMs;
    },
  };
}

const FRAME_MS = 1000 / 60;

/** Returns the number of frames of a 60 Hz screen without a callback. */
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

/**
 * Returns the result of `work` with the observations made meanwhile. It begins in a new task, because the browser does
 * not report tasks of the automation tool, and ends some frames later, when the browser has reported the last task.
 */
export async function watched(work) {
  await macrotask();
  const watching = watch();
  const result = await work();
  const frames = watching.stop();
  await frame();
  await frame();
  return { ...result, ...frames, longestTaskMs: watching.longestTaskMs() };
}

function macrotask() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
