/** @file The option `--last-pass`, which is of no use where other parts than the first of long passages are read. */
import { UsageError } from './usage-error';

type Values = { readonly 'last-pass'?: string | undefined; readonly 'long-passages'?: string | undefined };

/** @throws UsageError where it is given together with another `--long-passages` than `first` */
export function lastPassOption({ 'last-pass': value, 'long-passages': read = 'first' }: Values): string | undefined {
  if (value === undefined || read === 'first') return value;
  throw new UsageError(`Expected --last-pass with --long-passages first, got --long-passages ${read}`);
}
