/** @file Checks a `card.json` of the caller's. It checks only what would otherwise fail late or silently. */
import { shownJson } from '../util/shown-json';
import type { ModelCard } from './card';
import { expectLanguageModel } from './parse-language';
import { ARCHITECTURES } from './released/architecture';

/** @throws TypeError that names the first invalid field */
export function parseCard(value: unknown): ModelCard {
  const card = expectObject(value, 'the card');
  if (card['format'] !== 2) throw new TypeError(`Expected \`format\` to be 2, got ${shownJson(card['format'])}`);
  for (const field of ['name', 'method']) expectType(card[field], 'string', field);
  for (const field of ['abilities', 'variants', 'golden']) expectArray(card[field], field);
  const limits = expectObject(card['limits'], 'limits');
  for (const field of ['query', 'passage']) expectLimit(limits[field], `limits.${field}`);
  if (limits['pair'] !== undefined) expectLimit(limits['pair'], 'limits.pair');
  expectFile(card['tokenizer'], 'tokenizer');
  expectObject(card['template'], 'template');
  const segments = card['exits'] === undefined ? 1 : expectExits(card['exits']);
  for (const [index, variant] of expectArray(card['variants'], 'variants').entries()) {
    expectVariant(variant, `variants[${index}]`, segments);
  }
  if (![undefined, 4, 8].includes(card['vectorBits'] as undefined)) {
    throw new TypeError(`Expected \`vectorBits\` to be 4 or 8, got ${shownJson(card['vectorBits'])}`);
  }
  expectArray(card['languages'], 'languages').forEach((language, index) => {
    expectType(language, 'string', `languages[${index}]`);
  });
  expectFitted(card, '');
  if (card['lastPass'] !== undefined) expectLastPass(expectObject(card['lastPass'], 'lastPass'));
  expectLanguageModel(card);
  return value as ModelCard;
}

/**
 * Checks what was fitted for the model or for one of its exits.
 *
 * @param prefix path of the object that has the fields
 */
function expectFitted({ fusion, threshold, cascade }: Record<string, unknown>, prefix: string): void {
  if (cascade !== undefined) expectCascade(expectObject(cascade, `${prefix}cascade`), `${prefix}cascade`);
  if (fusion !== undefined) expectShare(expectObject(fusion, `${prefix}fusion`)['weight'], `${prefix}fusion.weight`);
  if (threshold === undefined) return;
  const { score, falseNegativeRate } = expectObject(threshold, `${prefix}threshold`);
  expectShare(score, `${prefix}threshold.score`);
  expectShare(falseNegativeRate, `${prefix}threshold.falseNegativeRate`);
}

function expectCascade(fit: Record<string, unknown>, prefix: string): void {
  for (const field of ['from', 'weights']) expectType(fit[field], 'string', `${prefix}.${field}`);
  for (const field of ['slope', 'intercept', 'residual', 'shift'])
    expectType(fit[field], 'number', `${prefix}.${field}`);
  if (!((fit['residual'] as number) > 0))
    throw new TypeError(`Expected \`${prefix}.residual\` to be positive, got ${shownJson(fit['residual'])}`);
}

function expectLastPass(fit: Record<string, unknown>): void {
  for (const field of ['after', 'weights']) expectType(fit[field], 'string', `lastPass.${field}`);
  for (const field of ['depth', 'main', 'own', 'intercept']) expectType(fit[field], 'number', `lastPass.${field}`);
}

/** Returns the number of exits. */
function expectExits(value: unknown): number {
  const exits = expectArray(value, 'exits');
  if (exits.length === 0) throw new TypeError('Expected `exits` to hold at least one exit, got []');
  for (const [index, each] of exits.entries()) {
    const exit = expectObject(each, `exits[${index}]`);
    for (const field of ['depth', 'cosine', 'maxsim']) expectType(exit[field], 'number', `exits[${index}].${field}`);
    expectFitted(exit, `exits[${index}].`);
  }
  return exits.length;
}

function expectVariant(value: unknown, name: string, segments: number): void {
  const variant = expectObject(value, name);
  for (const field of ['device', 'dtype', 'batching']) expectType(variant[field], 'string', `${name}.${field}`);
  if (![undefined, 'onnx', 'kernel'].includes(variant['runtime'] as undefined)) {
    throw new TypeError(`Expected \`${name}.runtime\` to be onnx or kernel, got ${shownJson(variant['runtime'])}`);
  }
  expectType(variant['tolerance'], 'number', `${name}.tolerance`);
  for (const field of ['graphs', 'data']) {
    const files = expectArray(variant[field], `${name}.${field}`);
    files.forEach((file, index) => expectFile(file, `${name}.${field}[${index}]`));
  }
  const kernel = variant['runtime'] === 'kernel';
  const graphs = (variant['graphs'] as unknown[]).length;
  if (graphs !== (kernel ? 0 : segments)) {
    const expected = kernel ? 'none, for the kernel' : `${segments}, one for each segment`;
    throw new TypeError(`Expected \`${name}.graphs\` to have ${expected}, got ${graphs}`);
  }
  const { directory, released, unsupported } = variant;
  if (released !== undefined) expectReleased(expectObject(released, `${name}.released`), `${name}.released`);
  if (directory !== undefined || (kernel && released === undefined && unsupported === undefined)) {
    expectFile(directory, `${name}.directory`);
  }
}

function expectReleased(released: Record<string, unknown>, name: string): void {
  for (const field of ['layers', 'heads', 'epsilon', 'firstPosition'])
    expectType(released[field], 'number', `${name}.${field}`);
  if ((ARCHITECTURES as readonly unknown[]).includes(released['architecture'])) return;
  throw new TypeError(
    `Expected \`${name}.architecture\` to be one of ${ARCHITECTURES.join(', ')}, got ${shownJson(released['architecture'])}`,
  );
}

function expectFile(value: unknown, name: string): void {
  const file = expectObject(value, name);
  expectType(file['path'], 'string', `${name}.path`);
  const { bytes, sha256 } = file;
  if (!Number.isSafeInteger(bytes) || (bytes as number) < 0) {
    throw new TypeError(`Expected \`${name}.bytes\` to be a number of bytes, got ${shownJson(bytes)}`);
  }
  if (typeof sha256 !== 'string' || !/^([\da-f]{64})?$/.test(sha256)) {
    throw new TypeError(`Expected \`${name}.sha256\` to be 64 hex digits or empty, got ${shownJson(sha256)}`);
  }
}

function expectType(value: unknown, type: 'string' | 'number', name: string): void {
  if (typeof value !== type) throw new TypeError(`Expected \`${name}\` to be a ${type}, got ${shownJson(value)}`);
}

/** In tokens; the memory of a row grows with the square of it. */
const LONGEST_ROW = 1_000_000;

function expectLimit(value: unknown, name: string): void {
  if (Number.isInteger(value) && (value as number) > 0 && (value as number) <= LONGEST_ROW) return;
  throw new TypeError(`Expected \`${name}\` to be an integer from 1 to ${LONGEST_ROW}, got ${shownJson(value)}`);
}

function expectShare(value: unknown, name: string): void {
  if (typeof value === 'number' && value >= 0 && value <= 1) return;
  throw new TypeError(`Expected \`${name}\` to be a number in [0, 1], got ${shownJson(value)}`);
}

function expectArray(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError(`Expected \`${name}\` to be an array, got ${shownJson(value)}`);
}

function expectObject(value: unknown, name: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new TypeError(`Expected ${name} to be an object, got ${shownJson(value)}`);
}
