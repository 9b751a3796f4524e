/** @file What a page feels meanwhile: tasks of the main thread that the browser calls long (over 50 ms), and gaps between its frames. */

function watch() {
  let longestTaskMs = 0;
  const note = (entries) => {
    for (const { duration } of entries) longestTaskMs = Math.max(longestTaskMs, duration);
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
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
      note(observer.takeRecords());
      observer.disconnect();
      return longestTaskMs;
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

/**
 * What `work` gives, and what the page felt meanwhile. It begins in a task of its own, since the browser does not count those of the tool that
 * called it, and ends some frames later, when the browser has told of its last task.
 */
export async function watched(work) {
  await macrotask();
  const watching = watch();
  const made = await work();
  const felt = watching.stop();
  await frame();
  await frame();
  return { ...made, ...felt, longestTaskMs: watching.longestTaskMs() };
}

function macrotask() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
