/** @file The service worker, which keeps the page's own files for visits without a network. Not in development. */

/** Set by the build. */
declare const IS_BUILT: boolean;

export function registerOffline(): void {
  if (!IS_BUILT || !('serviceWorker' in navigator)) return;
  // Private windows and blocked storage refuse; the page then needs its server, and that is all.
  navigator.serviceWorker.register(new URL('sw.js', document.baseURI)).catch(() => undefined);
}
