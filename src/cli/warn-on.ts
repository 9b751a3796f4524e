import type { Output } from './command';
import { oneLine } from './one-line';

/** Returns a function that writes a warning to an output, on one line. */
export function warnOn(stderr: Output): (message: string) => void {
  return (message) => void stderr.write(`rankside: ${oneLine(message)}\n`);
}
