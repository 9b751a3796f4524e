/** @file The values of `--long-passages`. */
export const LONG_PASSAGES = ['first', 'head-tail', 'windows'] as const;
