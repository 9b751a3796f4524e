/**
 * @file Registers the service worker, which stores the page's own files for visits without a network; only in the built
 * demo.
 */

/** Defined by the build. */
declare const IS_BUILT: boolean;

export function registerOffline(): void {
  if (!IS_BUILT || !('serviceWorker' in navigator)) return;
  // Registration fails in private windows and with blocked storage; the page then works as long as its server does.
  navigator.serviceWorker.register(new URL('sw.js', document.baseURI)).catch(() => undefined);
}
