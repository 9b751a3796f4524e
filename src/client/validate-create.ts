/** @file Validates the options of `createReranker` before a worker is started. */
import type { CreateOptions } from './reranker';
import type { StageRequest } from '../core/types';
import { formatNonNumber, formatValue } from './format-value';
import { STRATEGIES, validateFunction } from './validate';
import { validateLongPassages } from './validate-long-passages';

const CHOICES = {
  device: ['auto', 'webgpu', 'wasm'],
  dtype: ['int8', 'fp16', 'fp32', 'q4', 'q4f16'],
  cache: ['persistent', 'memory'],
  strategy: STRATEGIES,
} as const;

/** Options that are texts, and whether each may also be a URL object. */
const ADDRESSES = { model: true, lastPass: true, hub: true, assets: true, revision: false, method: false } as const;
type Address = keyof typeof ADDRESSES;

/** @throws TypeError or RangeError that names the option */
export function validateCreate(options: CreateOptions): void {
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value = options[name as keyof typeof CHOICES];
    if (value !== undefined && !(choices as readonly string[]).includes(value)) {
      throw new RangeError(`Expected \`${name}\` to be one of ${choices.join(', ')}, got ${formatValue(value)}`);
    }
  }
  for (const [name, canBeUrl] of Object.entries(ADDRESSES)) validateAddress(options, name as Address, canBeUrl);
  for (const name of ['onProgress', 'onStatus'] as const) validateFunction(name, options[name]);
  validateRuntimes(options.runtimes);
  validateEngine(options.engine);
  validateOrigins(options.modelOrigins);
  validateStages(options);
  validateLongPassages(options.longPassages);
  const { cores, depth, hangMs, idleMs, vectorCacheBytes, vectorStorageBytes } = options;
  if (depth !== undefined && !(Number.isInteger(depth) && depth > 0)) {
    throw new RangeError(`Expected \`depth\` to be a positive integer, got ${formatNonNumber(depth)}`);
  }
  for (const [name, value] of Object.entries({ cores, hangMs, idleMs })) {
    if (value !== undefined && !isPositive(value))
      throw new RangeError(`Expected \`${name}\` to be positive, got ${formatNonNumber(value)}`);
  }
  for (const [name, value] of Object.entries({ vectorCacheBytes, vectorStorageBytes })) {
    if (value === undefined || (typeof value === 'number' && value >= 0)) continue;
    throw new RangeError(`Expected \`${name}\` to be a number of bytes from 0 up, got ${formatNonNumber(value)}`);
  }
}

function validateAddress(options: CreateOptions, name: Address, canBeUrl: boolean): void {
  const value = options[name];
  if (value === undefined || (canBeUrl && value instanceof URL)) return;
  const what = canBeUrl ? 'a string or a URL' : 'a string';
  if (typeof value !== 'string') throw new TypeError(`Expected \`${name}\` to be ${what}, got ${formatValue(value)}`);
  if (value.trim() === '') throw new RangeError(`Expected \`${name}\` to hold some text, got ${formatValue(value)}`);
}

function validateOrigins(origins: CreateOptions['modelOrigins']): void {
  if (origins === undefined) return;
  if (!Array.isArray(origins))
    throw new TypeError(`Expected \`modelOrigins\` to be an array, got ${formatValue(origins)}`);
  for (const [index, origin] of (origins as readonly unknown[]).entries()) {
    if (typeof origin === 'string' && URL.canParse(origin) && /^https?:$/.test(new URL(origin).protocol)) continue;
    const what = 'an http(s) origin such as "https://cdn.example.com"';
    throw new TypeError(`Expected \`modelOrigins[${index}]\` to be ${what}, got ${formatValue(origin)}`);
  }
}

function validateRuntimes(runtimes: CreateOptions['runtimes']): void {
  const isOnnx = (each: unknown) => (each as { readonly runtime?: unknown } | null)?.runtime === 'onnx';
  if (runtimes === undefined || (Array.isArray(runtimes) && runtimes.every(isOnnx))) return;
  const got = Array.isArray(runtimes) ? `[${runtimes.map(formatValue).join(', ')}]` : formatValue(runtimes);
  throw new TypeError(`Expected \`runtimes\` to be [onnx()] of rankside/onnx, got ${got}`);
}

function validateEngine(engine: CreateOptions['engine']): void {
  if (engine === undefined || (engine as { readonly engine?: unknown } | null)?.engine === 'transformers') return;
  throw new TypeError(`Expected \`engine\` to be transformers() of rankside/transformers, got ${formatValue(engine)}`);
}

function validateStages({ stages, method }: CreateOptions): void {
  if (stages === undefined) return;
  if (method !== undefined) throw new TypeError('Expected `method` or `stages`, got both');
  if (!Array.isArray(stages) || stages.length === 0) {
    throw new TypeError(`Expected \`stages\` to be an array of at least one stage, got ${formatValue(stages)}`);
  }
  for (const [index, stage] of stages.entries()) {
    const { method: name, top } =
      typeof stage === 'string' ? { method: stage } : ((stage as Partial<StageRequest> | null) ?? {});
    if (typeof name !== 'string')
      throw new TypeError(`Expected \`stages[${index}].method\` to be a string, got ${formatValue(name)}`);
    if (top === undefined || (Number.isInteger(top) && top > 0)) continue;
    throw new RangeError(`Expected \`stages[${index}].top\` to be a positive integer, got ${formatNonNumber(top)}`);
  }
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && value > 0;
}
