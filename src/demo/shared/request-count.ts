/**
 * @file How many requests went to the network since a moment, in this thread's own timeline: the page's, or a worker's. What the service worker answers from its store
 * is not counted; the timeline of the model's worker cannot be read, and the content security policy keeps that one at home.
 */

/** Calls `onCount` with the number of requests begun after this call, at once and whenever it grows. */
export function countRequests(onCount: (count: number) => void): void {
  const from = performance.now();
  let count = 0;
  onCount(count);
  new PerformanceObserver((list) => {
    const entries = list.getEntries() as PerformanceResourceTiming[];
    const begun = entries.filter(({ startTime, workerStart, transferSize }) => {
      return startTime > from && (workerStart === 0 || transferSize > 0);
    });
    if (begun.length === 0) return;
    count += begun.length;
    onCount(count);
  }).observe({ type: 'resource' });
}
