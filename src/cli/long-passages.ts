/** @file What `--long-passages` may be. */
export const LONG_PASSAGES = ['first', 'head-tail', 'windows'] as const;
