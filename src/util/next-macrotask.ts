/** @file A break between two pieces of work, on a page or in a worker. */

/**
 * Resolves in a task of its own, so that what waits (input, a frame) goes first. By a MessageChannel: timers are clamped to milliseconds, and to a
 * second in a hidden tab.
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
