/** @file Checks that a `card.json` from outside is one. Only what would fail late or silently is checked. */
import type { ModelCard } from './card';

/** @throws TypeError that names the first field that is wrong */
export function parseCard(value: unknown): ModelCard {
  const card = expectObject(value, 'the card');
  if (card['format'] !== 1) throw new TypeError(`Expected \`format\` to be 1, got ${JSON.stringify(card['format'])}`);
  for (const field of ['name', 'method']) expectType(card[field], 'string', field);
  for (const field of ['abilities', 'variants', 'golden']) expectArray(card[field], field);
  const limits = expectObject(card['limits'], 'limits');
  for (const field of ['query', 'passage']) expectType(limits[field], 'number', `limits.${field}`);
  expectFile(card['tokenizer'], 'tokenizer');
  expectObject(card['template'], 'template');
  for (const [index, variant] of expectArray(card['variants'], 'variants').entries()) {
    expectVariant(variant, `variants[${index}]`);
  }
  expectPageFacts(card);
  return value as ModelCard;
}

/** What the page is told of the card. */
function expectPageFacts({ languages, fusion, threshold }: Record<string, unknown>): void {
  expectArray(languages, 'languages').forEach((language, index) => {
    expectType(language, 'string', `languages[${index}]`);
  });
  if (fusion !== undefined) expectShare(expectObject(fusion, 'fusion')['weight'], 'fusion.weight');
  if (threshold === undefined) return;
  const { score, falseNegativeRate } = expectObject(threshold, 'threshold');
  expectShare(score, 'threshold.score');
  expectShare(falseNegativeRate, 'threshold.falseNegativeRate');
}

function expectVariant(value: unknown, name: string): void {
  const variant = expectObject(value, name);
  for (const field of ['device', 'dtype', 'batching']) expectType(variant[field], 'string', `${name}.${field}`);
  if (![undefined, 'onnx', 'kernel'].includes(variant['runtime'] as undefined)) {
    throw new TypeError(`Expected \`${name}.runtime\` to be onnx or kernel, got ${JSON.stringify(variant['runtime'])}`);
  }
  expectType(variant['tolerance'], 'number', `${name}.tolerance`);
  expectFile(variant['graph'], `${name}.graph`);
  expectArray(variant['data'], `${name}.data`).forEach((file, index) => expectFile(file, `${name}.data[${index}]`));
}

function expectFile(value: unknown, name: string): void {
  const file = expectObject(value, name);
  expectType(file['path'], 'string', `${name}.path`);
  expectType(file['bytes'], 'number', `${name}.bytes`);
  expectType(file['sha256'], 'string', `${name}.sha256`);
}

function expectType(value: unknown, type: 'string' | 'number', name: string): void {
  if (typeof value !== type) throw new TypeError(`Expected \`${name}\` to be a ${type}, got ${JSON.stringify(value)}`);
}

function expectShare(value: unknown, name: string): void {
  if (typeof value === 'number' && value >= 0 && value <= 1) return;
  throw new TypeError(`Expected \`${name}\` to be a number in [0, 1], got ${JSON.stringify(value)}`);
}

function expectArray(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError(`Expected \`${name}\` to be an array, got ${JSON.stringify(value)}`);
}

function expectObject(value: unknown, name: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new TypeError(`Expected ${name} to be an object, got ${JSON.stringify(value)}`);
}
