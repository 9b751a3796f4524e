/** @file Formats a value that a caller passed, for quotation in an error message. */

export function formatValue(value: unknown): string {
  if (typeof value === 'string') return `\`${value.slice(0, 40)}\``;
  if (typeof value === 'function') return 'a function';
  if (value === null || typeof value !== 'object') return `\`${String(value)}\``;
  return Array.isArray(value) ? 'an array' : 'an object';
}
