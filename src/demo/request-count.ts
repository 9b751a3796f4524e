/**
 * @file How many requests the page has made since a moment. A worker's requests are in its own timeline and not in this one;
 * the content security policy is what keeps those at home.
 */

/** Calls `onCount` with the number of requests begun after this call, at once and whenever it grows. */
export function countRequests(onCount: (count: number) => void): void {
  const from = performance.now();
  let count = 0;
  onCount(count);
  new PerformanceObserver((entries) => {
    const begun = entries.getEntries().filter(({ startTime }) => startTime > from);
    if (begun.length === 0) return;
    count += begun.length;
    onCount(count);
  }).observe({ type: 'resource' });
}
