/** @file What a caller gave, as an error message quotes it. */

export function formatValue(value: unknown): string {
  if (typeof value === 'string') return `\`${value.slice(0, 40)}\``;
  if (value === null || typeof value !== 'object') return `\`${String(value)}\``;
  return Array.isArray(value) ? 'an array' : 'an object';
}
