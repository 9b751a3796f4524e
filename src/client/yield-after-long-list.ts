/**
 * @file Long lists cost a page two pieces of work: to look at every passage, and to hand all of them to the worker. Each has a task of its own, so
 * that neither adds to the other.
 */
import { macrotask } from '../util/macrotask';

/** Shorter lists are looked at within a few milliseconds, and need no break. */
const LONG_LIST = 1000;

export async function yieldAfterLongList(passages: readonly unknown[]): Promise<void> {
  if (passages.length > LONG_LIST) await macrotask();
}
