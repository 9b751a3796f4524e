/** @file Parses text files with one record per line. */

export type Line = { readonly number: number; readonly text: string };

/** Returns the non-blank lines, numbered from 1. Only LF and CRLF end a line; a byte order mark is removed. */
export function nonBlankLines(text: string): Line[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ number: index + 1, text: line }))
    .filter((line) => line.text.trim() !== '');
}

/**
 * Parses a line as a JSON object.
 *
 * @throws SyntaxError with file and line
 */
export function parseJsonLine(line: Line, file: string): Readonly<Record<string, unknown>> {
  const value = parseJson(line.text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw lineError(file, line, `Expected a JSON object, got \`${quote(line.text)}\``);
}

/** Returns an error whose message starts with `file:line:`. */
export function lineError(file: string, line: Line, message: string): SyntaxError {
  return new SyntaxError(`${file}:${String(line.number)}: ${message}`);
}

/** Formats a value for an error message; a long one is cut. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' || value === undefined ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Returns `undefined` for invalid JSON, which is unambiguous, because no JSON text parses to `undefined`. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
