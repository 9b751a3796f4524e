/**
 * @file Web Locks that a worker holds until it ends. A worker that is terminated or crashes sends no event, but its
 * locks are released, which the page detects at once.
 */

/**
 * Resolves to a function that releases the lock, once the lock is held; or to undefined if there are no Web Locks.
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
    // If storage is blocked, only the watchdog detects a dead worker.
    locks.request(name, { mode }, grant).catch(() => resolve(undefined));
  });
}
