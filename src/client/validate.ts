/**
 * @file Validates the arguments of a call before any work is started. Every message has the form "Expected … to be …,
 * got …". Arguments are not mutated.
 */
import { firstStageScore } from '../fusion/first-stage';
import { FUSIONS } from '../fusion/fuse';
import { isBlank } from '../util/is-blank';
import type { EmbedOptions, PrepareOptions } from './reranker';
import type { Fusion, Passage, RerankOptions } from '../core/types';
import { copyPassages } from './copy-passages';
import type { PassageFields } from './copy-passages';
import { formatNonNumber, formatValue } from './format-value';
import { validateLongPassages } from './validate-long-passages';

export const STRATEGIES = ['auto', 'exact', 'cascade'] as const;

/**
 * Returns the passages' fields as they are now.
 *
 * @throws TypeError or RangeError that names the argument; whatever a getter of a passage throws
 */
export function validateCall(query: unknown, passages: unknown, options: RerankOptions): PassageFields[] {
  if (typeof query !== 'string') throw new TypeError(`Expected \`query\` to be a string, got ${formatValue(query)}`);
  if (isBlank(query)) throw new RangeError(`Expected \`query\` to hold some text, got ${formatValue(query)}`);
  const fields = copyPassages(passages);
  validateOptions(options);
  validateFusion(options.fusion, fields);
  return fields;
}

/** Copies an options object. @throws TypeError for a value that is not an object and not undefined */
export function copyOptions<T extends object>(options: T | undefined): T {
  if (options === undefined) return {} as T;
  if (typeof options !== 'object' || (options as T | null) === null || Array.isArray(options))
    throw new TypeError(`Expected \`options\` to be an object, got ${formatNonNumber(options)}`);
  const { longPassages } = options as { readonly longPassages?: unknown };
  const isObject = typeof longPassages === 'object' && longPassages !== null;
  return { ...options, ...(isObject ? { longPassages: { ...longPassages } } : {}) };
}

/** @throws TypeError or RangeError that names the option */
export function validatePrepare({ onProgress, ...options }: PrepareOptions): void {
  validateOptions(options);
  validateFunction('onProgress', onProgress);
}

/** @throws TypeError or RangeError that names the option */
export function validateEmbed({ kind, ...options }: EmbedOptions): void {
  validateOptions(options);
  if (kind === undefined || ['query', 'passage'].includes(kind)) return;
  throw new RangeError(`Expected \`kind\` to be query or passage, got ${formatValue(kind)}`);
}

/** @throws TypeError that names the option */
export function validateFunction(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'function') return;
  throw new TypeError(`Expected \`${name}\` to be a function, got ${formatValue(value)}`);
}

/** Fusion on request needs a finite first-stage score for every passage. */
function validateFusion(fusion: Fusion | undefined, passages: readonly Passage[]): void {
  if (fusion === undefined || fusion === 'none') return;
  if (!FUSIONS.includes(fusion)) {
    throw new RangeError(`Expected \`fusion\` to be one of ${FUSIONS.join(', ')}, got ${formatValue(fusion)}`);
  }
  const scores = passages.map(firstStageScore);
  const missing = scores.findIndex((score) => !Number.isFinite(score));
  if (missing < 0) return;
  throw new TypeError(
    `Expected \`passages[${missing}].score\` to be a finite number for fusion \`${fusion}\`, got \`${String(scores[missing])}\``,
  );
}

function validateOptions(options: RerankOptions): void {
  const { topN, minScore, strategy, instruction, onProgress } = options;
  validateLongPassages(options.longPassages);
  if (strategy !== undefined && !STRATEGIES.includes(strategy)) {
    throw new RangeError(`Expected \`strategy\` to be one of ${STRATEGIES.join(', ')}, got ${formatValue(strategy)}`);
  }
  validateNumber(topN, 'topN', { what: 'a positive integer', isValid: (n) => Number.isInteger(n) && n > 0 });
  if (minScore !== 'auto')
    validateNumber(minScore, 'minScore', { what: 'a finite number or `auto`', isValid: Number.isFinite });
  validateNumber(options.priority, 'priority', { what: 'a finite number', isValid: Number.isFinite });
  validateNumber(options.budgetMs, 'budgetMs', {
    what: 'a positive number of milliseconds',
    isValid: (ms) => ms > 0,
  });
  if (instruction !== undefined && (typeof instruction !== 'string' || instruction.trim() === '')) {
    throw new TypeError(
      `Expected \`instruction\` to be a string that holds some text, got ${formatValue(instruction)}`,
    );
  }
  for (const [name, value] of Object.entries({
    explain: options.explain,
    supersede: options.supersede,
    lastPass: options.lastPass,
  })) {
    if (value === undefined || typeof value === 'boolean') continue;
    throw new TypeError(`Expected \`${name}\` to be a boolean, got ${formatValue(value)}`);
  }
  validateFunction('onProgress', onProgress);
  validateSignal(options.signal);
}

function validateNumber(
  value: unknown,
  name: string,
  { what, isValid }: { readonly what: string; readonly isValid: (number: number) => boolean },
): void {
  if (value === undefined) return;
  const message = `Expected \`${name}\` to be ${what}, got ${formatNonNumber(value)}`;
  if (typeof value === 'string') throw new TypeError(message);
  if (typeof value !== 'number' || !isValid(value)) throw new RangeError(message);
}

export function validateSignal(signal: unknown): void {
  if (signal === undefined) return;
  const { aborted, addEventListener } = (signal ?? {}) as Partial<AbortSignal>;
  if (typeof aborted === 'boolean' && typeof addEventListener === 'function') return;
  throw new TypeError(`Expected \`signal\` to be an AbortSignal, got ${formatValue(signal)}`);
}
