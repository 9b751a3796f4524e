/** @file The service worker, which keeps the page's own files for visits without a network. Not in development. */
/// <reference types="vite/client" />

export function registerOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  addEventListener('load', () => {
    // Private windows and blocked storage refuse; the page then needs its server, and that is all.
    navigator.serviceWorker.register(new URL('sw.js', document.baseURI)).catch(() => undefined);
  });
}
