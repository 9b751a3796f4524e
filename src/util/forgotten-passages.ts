/**
 * @file Tells the workers of all pages of an origin which passages a page has deleted, so that they drop them from
 * memory too. Passages are named by their keys (`passageKey`).
 */

const CHANNEL = 'rankside-forgotten';

export function forgetEverywhere(keys: readonly string[]): void {
  const channel = open();
  channel?.postMessage(keys);
  channel?.close();
}

/** Calls `forget` with the keys of passages that a page deletes. Returns a function that stops listening. */
export function onForgotten(forget: (keys: readonly string[]) => void): () => void {
  const channel = open();
  if (channel === undefined) return () => undefined;
  channel.onmessage = ({ data }: MessageEvent<readonly string[]>) => forget(data);
  // In Node an open channel would keep the process alive.
  (channel as { unref?: () => void }).unref?.();
  return () => channel.close();
}

function open(): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(CHANNEL);
  } catch {
    return undefined; // an opaque origin, or a platform without channels
  }
}
