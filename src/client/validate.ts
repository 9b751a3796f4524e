/**
 * @file Validates the arguments of a call before any work is started. Every message has the form "Expected … to be …,
 * got …". Arguments are not mutated.
 */
import { firstStageScore } from '../fusion/first-stage';
import { FUSIONS } from '../fusion/fuse';
import type { CreateOptions, PrepareOptions } from './reranker';
import type { Fusion, Passage, RerankOptions, StageRequest } from '../core/types';
import { formatValue } from './format-value';
import { validateLongPassages } from './validate-long-passages';

const STRATEGIES = ['auto', 'exact', 'cascade'] as const;

/** @throws TypeError or RangeError that names the argument */
export function validateCall(
  query: unknown,
  passages: unknown,
  options: RerankOptions,
): asserts passages is readonly Passage[] {
  if (typeof query !== 'string') throw new TypeError(`Expected \`query\` to be a string, got ${formatValue(query)}`);
  if (query.trim() === '') throw new RangeError(`Expected \`query\` to hold some text, got ${formatValue(query)}`);
  validatePassages(passages);
  validateOptions(options);
  validateFusion(options.fusion, passages);
}

/** @throws TypeError that names the passage */
export function validatePassages(passages: unknown): asserts passages is readonly Passage[] {
  if (!Array.isArray(passages))
    throw new TypeError(`Expected \`passages\` to be an array, got ${formatValue(passages)}`);
  for (const [index, passage] of passages.entries()) validatePassage(passage, index); // `entries` visits holes too
}

function validatePassage(passage: unknown, index: number): void {
  if (typeof passage === 'string') return;
  const name = `passages[${index}]`;
  if (typeof passage !== 'object' || passage === null) {
    throw new TypeError(`Expected \`${name}\` to be a string or an object with \`text\`, got ${formatValue(passage)}`);
  }
  const { text, title, score } = passage as Record<string, unknown>;
  if (typeof text !== 'string')
    throw new TypeError(`Expected \`${name}.text\` to be a string, got ${formatValue(text)}`);
  if (title !== undefined && typeof title !== 'string') {
    throw new TypeError(`Expected \`${name}.title\` to be a string, got ${formatValue(title)}`);
  }
  if (score !== undefined && typeof score !== 'number') {
    throw new TypeError(`Expected \`${name}.score\` to be a number, got ${formatValue(score)}`);
  }
}

/** @throws TypeError or RangeError that names the option */
export function validatePrepare({ onProgress, ...options }: PrepareOptions): void {
  validateOptions(options);
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new TypeError(`Expected \`onProgress\` to be a function, got ${formatValue(onProgress)}`);
  }
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
  const { topN, minScore, priority, budgetMs, signal, strategy, explain, instruction } = options;
  validateLongPassages(options.longPassages);
  if (strategy !== undefined && !STRATEGIES.includes(strategy)) {
    throw new RangeError(`Expected \`strategy\` to be one of ${STRATEGIES.join(', ')}, got ${formatValue(strategy)}`);
  }
  if (topN !== undefined && !(Number.isInteger(topN) && topN > 0)) {
    throw new RangeError(`Expected \`topN\` to be a positive integer, got \`${String(topN)}\``);
  }
  if (minScore !== undefined && minScore !== 'auto' && !Number.isFinite(minScore)) {
    throw new RangeError(`Expected \`minScore\` to be a finite number or \`auto\`, got \`${String(minScore)}\``);
  }
  if (priority !== undefined && !Number.isFinite(priority)) {
    throw new RangeError(`Expected \`priority\` to be a finite number, got \`${String(priority)}\``);
  }
  if (budgetMs !== undefined && !isPositive(budgetMs)) {
    throw new RangeError(`Expected \`budgetMs\` to be a positive number of milliseconds, got \`${String(budgetMs)}\``);
  }
  if (instruction !== undefined && (typeof instruction !== 'string' || instruction.trim() === '')) {
    throw new TypeError(
      `Expected \`instruction\` to be a string that holds some text, got ${formatValue(instruction)}`,
    );
  }
  if (explain !== undefined && typeof explain !== 'boolean') {
    throw new TypeError(`Expected \`explain\` to be a boolean, got ${formatValue(explain)}`);
  }
  if (signal !== undefined && typeof (signal as Partial<AbortSignal> | null)?.aborted !== 'boolean') {
    throw new TypeError(`Expected \`signal\` to be an AbortSignal, got ${formatValue(signal)}`);
  }
}

const CHOICES = {
  device: ['auto', 'webgpu', 'wasm'],
  dtype: ['int8', 'fp16', 'fp32', 'q4', 'q4f16'],
  cache: ['persistent', 'memory'],
  strategy: STRATEGIES,
} as const;

/** @throws TypeError or RangeError that names the option */
export function validateCreate(options: CreateOptions): void {
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value = options[name as keyof typeof CHOICES];
    if (value !== undefined && !(choices as readonly string[]).includes(value)) {
      throw new RangeError(`Expected \`${name}\` to be one of ${choices.join(', ')}, got \`${value}\``);
    }
  }
  validateParts(options);
  validateStages(options);
  validateLongPassages(options.longPassages);
  const { cores, depth, hangMs, idleMs, vectorCacheBytes, vectorStorageBytes } = options;
  if (depth !== undefined && !(Number.isInteger(depth) && depth > 0)) {
    throw new RangeError(`Expected \`depth\` to be a positive integer, got \`${String(depth)}\``);
  }
  for (const [name, value] of Object.entries({ cores, hangMs, idleMs })) {
    if (value !== undefined && !isPositive(value))
      throw new RangeError(`Expected \`${name}\` to be positive, got \`${String(value)}\``);
  }
  for (const [name, value] of Object.entries({ vectorCacheBytes, vectorStorageBytes })) {
    if (value === undefined || value >= 0) continue;
    throw new RangeError(`Expected \`${name}\` to be a number of bytes from 0 up, got \`${String(value)}\``);
  }
}

function validateParts({ model, runtimes }: CreateOptions): void {
  const given: unknown = model;
  const isModel = given === undefined || typeof given === 'string' || given instanceof URL;
  if (!isModel && !(typeof given === 'object' && given !== null && 'name' in given && 'files' in given)) {
    throw new TypeError(
      `Expected \`model\` to be a name, a URL, or what an entry such as rankside/small-lm gives, got ${formatValue(given)}`,
    );
  }
  const isOnnx = (each: unknown) => (each as { readonly runtime?: unknown } | null)?.runtime === 'onnx';
  if (runtimes === undefined || (Array.isArray(runtimes) && runtimes.every(isOnnx))) return;
  const got = Array.isArray(runtimes) ? `[${runtimes.map(formatValue).join(', ')}]` : formatValue(runtimes);
  throw new TypeError(`Expected \`runtimes\` to be [onnx()] of rankside/onnx, got ${got}`);
}

function validateStages({ stages, method }: CreateOptions): void {
  if (stages === undefined) return;
  if (method !== undefined) throw new TypeError('Expected `method` or `stages`, got both');
  if (!Array.isArray(stages) || stages.length === 0) {
    throw new TypeError(`Expected \`stages\` to be an array of at least one stage, got ${formatValue(stages)}`);
  }
  for (const [index, stage] of stages.entries()) {
    const { method: name, top } = typeof stage === 'string' ? { method: stage } : (stage as Partial<StageRequest>);
    if (typeof name !== 'string')
      throw new TypeError(`Expected \`stages[${index}].method\` to be a string, got ${formatValue(name)}`);
    if (top === undefined || (Number.isInteger(top) && top > 0)) continue;
    throw new RangeError(`Expected \`stages[${index}].top\` to be a positive integer, got \`${String(top)}\``);
  }
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && value > 0;
}
