/**
 * @file Yields to the event loop between the two expensive steps of a call with a long list: checking every passage,
 * and sending all of them to the worker. Each step then runs in a task of its own, so that the page is blocked for less
 * time at once.
 */
import { nextMacrotask } from '../util/next-macrotask';

/** The number of passages up to which both steps together take a few milliseconds. */
const LONG_LIST = 1000;

export async function yieldAfterLongList(passages: readonly unknown[]): Promise<void> {
  if (passages.length > LONG_LIST) await nextMacrotask();
}
