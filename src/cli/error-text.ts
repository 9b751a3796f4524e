/** @file An error as the terminal shows it. */
import { inspect } from 'node:util';
import { isRerankError } from '../core/errors';
import { oneLine } from './one-line';

/** One line, led by the code of a RerankError; with `debug` the stack and causes as well. */
export function errorText(error: unknown, debug: boolean): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  const text = oneLine(isRerankError(error) ? `${error.code}: ${message}` : message);
  return debug ? `${text}\n${inspect(error)}` : text;
}
