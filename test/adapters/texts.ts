/**
 * @file The texts that the adapters' tests rank. The fake reranker counts shared words, so the texts show the order.
 */
export const query = 'broken clocks';
export const texts = ['nothing of it', 'a broken clock', 'broken clocks', 'all clocks tell the time'] as const;
/** The indices of `texts`, best first. */
export const best = [2, 1, 3, 0] as const;

/** More words than a fake reranker made with `queryLimit: 64` reads. */
export const endless = 'clock '.repeat(65);

export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
