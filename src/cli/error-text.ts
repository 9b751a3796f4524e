/** @file Formats an error for the terminal. */
import { inspect } from 'node:util';
import { isRerankError } from '../core/errors';
import { oneLine } from './one-line';

/** Returns one line that begins with the code of a RerankError; with `debug`, the stack and the causes follow. */
export function errorText(error: unknown, debug: boolean): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  const text = oneLine(isRerankError(error) ? `${error.code}: ${message}` : message);
  return debug ? `${text}\n${inspect(error)}` : text;
}
