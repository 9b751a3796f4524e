/**
 * @file Web Locks that a worker holds until it ends. A worker that is terminated or crashes sends no event, but its
 * locks are released, which the page detects at once.
 */
import { runAfter } from '../../util/run-after';

/** After this time a load goes on without a lock that another, perhaps frozen, page holds. */
const LIMIT_MS = 3000;

/**
 * Resolves to a function that releases the lock, once the lock is held; or to undefined if there are no Web Locks, or
 * the lock is not free within 3 s.
 *
 * @param mode `shared`: several holders are allowed. Default `exclusive`
 */
export function holdLock(
  name: string,
  onHeld: () => void = () => undefined,
  mode: LockMode = 'exclusive',
): Promise<(() => void) | undefined> {
  const locks = typeof navigator === 'undefined' ? undefined : (navigator.locks as LockManager | undefined);
  if (!locks) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const grant = () =>
      new Promise<void>((release) => {
        onHeld();
        resolve(release);
      });
    const waiting = new AbortController();
    const cancel = runAfter(LIMIT_MS, () => waiting.abort());
    // If storage is blocked, only the watchdog detects a dead worker.
    locks
      .request(name, { mode, signal: waiting.signal }, () => (cancel(), grant()))
      .catch(() => (cancel(), resolve(undefined)));
  });
}
