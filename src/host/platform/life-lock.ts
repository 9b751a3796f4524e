/**
 * @file Web Locks held as long as the worker lives. A worker that is terminated or crashes sends no event; its locks are released, and
 * that is how the page hears of it at once.
 */

/**
 * Resolves with the release once the lock is held; does nothing where there are no Web Locks.
 *
 * @param mode `shared`: others may hold it too. Default `exclusive`
 */
export function holdLock(
  name: string,
  held: () => void = () => undefined,
  mode: LockMode = 'exclusive',
): Promise<(() => void) | undefined> {
  const locks = typeof navigator === 'undefined' ? undefined : (navigator.locks as LockManager | undefined);
  if (!locks) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const grant = () =>
      new Promise<void>((release) => {
        held();
        resolve(release);
      });
    locks.request(name, { mode }, grant).catch(() => resolve(undefined)); // storage blocked: the watchdog alone then
  });
}
