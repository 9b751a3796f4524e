/** @file The option `--last-pass`, which is of no use where other parts than the first of long passages are read. */
import type { LongPassages } from '../core/types';
import { UsageError } from './usage-error';

/** @throws UsageError where it is given together with another `--long-passages` than `first` */
export function lastPassOption(value: string | undefined, longPassages: LongPassages = 'first'): string | undefined {
  if (value === undefined || longPassages === 'first') return value;
  const got = typeof longPassages === 'string' ? longPassages : 'windows';
  throw new UsageError(`Expected --last-pass with --long-passages first, got --long-passages ${got}`);
}
