/**
 * @file Counts the network requests of this thread, the page or a worker, from its performance timeline. Requests that
 * the service worker answers from its cache do not count. The timeline of the model's worker cannot be read; the
 * content security policy limits its requests to this origin.
 */

/** Calls `onCount` with the number of requests that started after this call: now and whenever it grows. */
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
