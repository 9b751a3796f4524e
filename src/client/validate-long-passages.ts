/** @file Validates the option `longPassages`. */
import { formatValue } from './format-value';

const KINDS = ['first', 'head-tail', 'windows'];
const AGGREGATES = ['max', 'first', 'mean-top'];

/** @throws TypeError or RangeError that names the option */
export function validateLongPassages(value: unknown): void {
  if (value === undefined) return;
  if (typeof value === 'object' && value !== null) return validateWindows(value as Record<string, unknown>);
  if (KINDS.includes(value as string)) return;
  throw new RangeError(
    `Expected \`longPassages\` to be one of ${KINDS.join(', ')} or an object of kind windows, got ${formatValue(value)}`,
  );
}

function validateWindows({ kind, aggregate, ...counts }: Record<string, unknown>): void {
  if (kind !== 'windows') {
    throw new RangeError(`Expected \`longPassages.kind\` to be windows, got ${formatValue(kind)}`);
  }
  if (aggregate !== undefined && !AGGREGATES.includes(aggregate as string)) {
    throw new RangeError(
      `Expected \`longPassages.aggregate\` to be one of ${AGGREGATES.join(', ')}, got ${formatValue(aggregate)}`,
    );
  }
  for (const name of ['stride', 'best']) {
    const count = counts[name];
    if (count === undefined || (Number.isInteger(count) && (count as number) > 0)) continue;
    throw new RangeError(`Expected \`longPassages.${name}\` to be a positive integer, got ${formatValue(count)}`);
  }
}
