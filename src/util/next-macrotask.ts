/** @file Yields to the event loop, on a page or in a worker. */

/**
 * Resolves in a new macrotask, so that waiting events and frames are processed first. It uses a MessageChannel because
 * timers wait for milliseconds, and for a second in a hidden tab.
 */
export function nextMacrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
