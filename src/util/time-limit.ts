import { runAfter } from './run-after';

/** Work did not end within its time limit. */
export class TimeLimitExceeded extends Error {
  override readonly name = 'TimeLimitExceeded';
}

/**
 * Resolves to the result of `work`. The work itself is not stopped at the limit; its later result or error is ignored.
 *
 * @param ms the limit; a limit of more than about 24 days is none
 * @param what the work, for the message: `<what> took more than <ms> ms`
 * @throws TimeLimitExceeded after `ms`
 */
export function withTimeLimit<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = runAfter(ms, () => reject(new TimeLimitExceeded(`${what} took more than ${ms} ms`)));
    work.then(resolve, reject).finally(cancel);
  });
}
