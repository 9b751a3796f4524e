import { describe, expect, test } from 'vitest';
import { createReranker } from '../../src/index';
import type { CreateOptions, Passage } from '../../src/index';
import { validateCall } from '../../src/client/validate';
import { formatValue } from '../../src/client/format-value';
import { createFakeReranker } from '../../src/test';

const text = 'x'.repeat(100);

describe('rerank() refuses', () => {
  test.each<[name: string, query: unknown, passages: unknown, error: Error]>([
    ['no query', undefined, [], new TypeError('Expected `query` to be a string, got `undefined`')],
    ['a query of another type', ['q'], [], new TypeError('Expected `query` to be a string, got an array')],
    ['an empty query', '', [], new RangeError('Expected `query` to hold some text, got ``')],
    ...['\u200b', '\0', '\u00ad', '\u2060\ufeff \u200d'].map((unseen): [string, string, unknown, Error] => [
      `a query of unseen characters alone: ${JSON.stringify(unseen)}`,
      unseen,
      [],
      new RangeError(`Expected \`query\` to hold some text, got ${formatValue(unseen)}`),
    ]),
    ['a blank query', ' \n\t', [], new RangeError('Expected `query` to hold some text, got ` \n\t`')],
    ['no passages', 'q', undefined, new TypeError('Expected `passages` to be an array, got `undefined`')],
    [
      'a string for passages',
      'q',
      text,
      new TypeError(`Expected \`passages\` to be an array, got \`${text.slice(0, 40)}\``),
    ],
    [
      'an iterator for passages',
      'q',
      new Set(['a']),
      new TypeError('Expected `passages` to be an array, got an object'),
    ],
    [
      'a passage that is null',
      'q',
      ['a', null],
      new TypeError('Expected `passages[1]` to be a string or an object with `text`, got `null`'),
    ],
    [
      'a passage that is a number',
      'q',
      [7],
      new TypeError('Expected `passages[0]` to be a string or an object with `text`, got `7`'),
    ],
    [
      'a passage without text',
      'q',
      [{ id: 'a' }],
      new TypeError('Expected `passages[0].text` to be a string, got `undefined`'),
    ],
    [
      'a text of another type',
      'q',
      [{ text: 5 }],
      new TypeError('Expected `passages[0].text` to be a string, got `5`'),
    ],
    [
      'a title of another type',
      'q',
      [{ text: '', title: {} }],
      new TypeError('Expected `passages[0].title` to be a string, got an object'),
    ],
    [
      'a score of another type',
      'q',
      [{ text: '', score: '9' }],
      new TypeError('Expected `passages[0].score` to be a number, got the string `9`'),
    ],
  ])('%s', async (_, query, passages, error) => {
    await using reranker = await createFakeReranker();
    await expect(reranker.rerank(query as string, passages as string[])).rejects.toThrow(error);
    await expect(reranker.rerank(query as string, passages as string[])).rejects.toBeInstanceOf(error.constructor);
    expect(reranker.stats.calls).toBe(0);
  });

  test('a list with holes', () => {
    expect(() => validateCall('q', new Array<string>(2), {})).toThrow(
      new TypeError('Expected `passages[0]` to be a string or an object with `text`, got `undefined`'),
    );
  });

  test.each<[option: string, value: unknown, error: Error]>([
    ...[0, -1, 1.5, Infinity, NaN, null].map((value): [string, unknown, Error] => [
      'topN',
      value,
      new RangeError(`Expected \`topN\` to be a positive integer, got \`${String(value)}\``),
    ]),
    ['topN', '5', new TypeError('Expected `topN` to be a positive integer, got the string `5`')],
    ...['high', '0.5'].map((value): [string, unknown, Error] => [
      'minScore',
      value,
      new TypeError(`Expected \`minScore\` to be a finite number or \`auto\`, got the string \`${value}\``),
    ]),
    ...[NaN, -Infinity, null].map((value): [string, unknown, Error] => [
      'minScore',
      value,
      new RangeError(`Expected \`minScore\` to be a finite number or \`auto\`, got \`${String(value)}\``),
    ]),
    ['fusion', 'sum', new RangeError('Expected `fusion` to be one of none, rrf, weighted, got `sum`')],
    ['fusion', null, new RangeError('Expected `fusion` to be one of none, rrf, weighted, got `null`')],
    ['fusion', true, new RangeError('Expected `fusion` to be one of none, rrf, weighted, got `true`')],
    ['priority', Infinity, new RangeError('Expected `priority` to be a finite number, got `Infinity`')],
    ['priority', '1', new TypeError('Expected `priority` to be a finite number, got the string `1`')],
    [
      'longPassages',
      'all',
      new RangeError(
        'Expected `longPassages` to be one of first, head-tail, windows or an object of kind windows, got `all`',
      ),
    ],
    ['longPassages', {}, new RangeError('Expected `longPassages.kind` to be windows, got `undefined`')],
    [
      'longPassages',
      { kind: 'windows', aggregate: 'sum' },
      new RangeError('Expected `longPassages.aggregate` to be one of max, first, mean-top, got `sum`'),
    ],
    [
      'longPassages',
      { kind: 'windows', best: 1.5 },
      new RangeError('Expected `longPassages.best` to be a positive integer, got `1.5`'),
    ],
    ['instruction', ' ', new TypeError('Expected `instruction` to be a string that holds some text, got ` `')],
    ['instruction', 7, new TypeError('Expected `instruction` to be a string that holds some text, got `7`')],
    ['supersede', 'yes', new TypeError('Expected `supersede` to be a boolean, got `yes`')],
    ['onProgress', {}, new TypeError('Expected `onProgress` to be a function, got an object')],
    ['budgetMs', '9', new TypeError('Expected `budgetMs` to be a positive number of milliseconds, got the string `9`')],
    ['explain', 1, new TypeError('Expected `explain` to be a boolean, got `1`')],
    ['budgetMs', 0, new RangeError('Expected `budgetMs` to be a positive number of milliseconds, got `0`')],
    ['budgetMs', -5, new RangeError('Expected `budgetMs` to be a positive number of milliseconds, got `-5`')],
    ['budgetMs', NaN, new RangeError('Expected `budgetMs` to be a positive number of milliseconds, got `NaN`')],
    ['signal', {}, new TypeError('Expected `signal` to be an AbortSignal, got an object')],
    ['signal', null, new TypeError('Expected `signal` to be an AbortSignal, got `null`')],
  ])('%s of %s', (option, value, error) => {
    const call = () => validateCall('q', ['a'], { [option]: value });
    expect(call).toThrow(error);
    expect(call).toThrow(error.constructor);
  });

  test.each<[what: string, passage: Passage, got: string]>([
    ['no score', { text: 'b' }, 'undefined'],
    ['no object', 'b', 'undefined'],
    ['NaN', { text: 'b', score: NaN }, 'NaN'],
    ['Infinity', { text: 'b', score: Infinity }, 'Infinity'],
  ])('fusion when a passage has %s, and names the passage', (_, passage, got) => {
    const passages = [{ text: 'a', score: 1 }, passage, 'c'];
    for (const fusion of ['rrf', 'weighted'] as const) {
      const call = () => validateCall('q', passages, { fusion });
      const message = `Expected \`passages[1].score\` to be a finite number for fusion \`${fusion}\`, got \`${got}\``;
      expect(call).toThrow(new TypeError(message));
      expect(call).toThrow(TypeError);
    }
    expect(() => validateCall('q', passages, { fusion: 'none' })).not.toThrow();
    expect(() => validateCall('q', passages, {})).not.toThrow();
  });

  test('no valid call', () => {
    const { signal } = new AbortController();
    const options = { topN: 1, minScore: -3, priority: -1, budgetMs: 0.5, signal };
    expect(() =>
      validateCall('q', ['', { text: '' }, { text: 'a', title: 'b', score: NaN, meta: null }], options),
    ).not.toThrow();
    expect(() => validateCall('q', [], {})).not.toThrow();
    expect(() => validateCall('q', [], { fusion: 'rrf', minScore: 'auto' })).not.toThrow();
    expect(() => validateCall('q', [{ text: 'a', score: -1 }], { fusion: 'weighted' })).not.toThrow();
  });
});

const MODEL = 'Expected `model` to be a string or a URL';

describe('createReranker() refuses', () => {
  test.each<[option: keyof CreateOptions, value: unknown, message: string]>([
    ['device', 'gpu', 'Expected `device` to be one of auto, webgpu, wasm, got `gpu`'],
    ['dtype', 'int4', 'Expected `dtype` to be one of int8, fp16, fp32, q4, q4f16, got `int4`'],
    ['cache', 'disk', 'Expected `cache` to be one of persistent, memory, got `disk`'],
    ['depth', 0, 'Expected `depth` to be a positive integer, got `0`'],
    ['depth', 1.5, 'Expected `depth` to be a positive integer, got `1.5`'],
    ['cores', 0, 'Expected `cores` to be positive, got `0`'],
    ['hangMs', NaN, 'Expected `hangMs` to be positive, got `NaN`'],
    ['idleMs', -1, 'Expected `idleMs` to be positive, got `-1`'],
    ['vectorCacheBytes', -1, 'Expected `vectorCacheBytes` to be a number of bytes from 0 up, got `-1`'],
    ['vectorCacheBytes', NaN, 'Expected `vectorCacheBytes` to be a number of bytes from 0 up, got `NaN`'],
  ])('%s of %s, before it creates a worker', async (option, value, message) => {
    const worker = () => expect.fail('made a worker');
    await expect(createReranker({ [option]: value, worker })).rejects.toThrow(new RangeError(message));
  });

  test.each<[option: keyof CreateOptions, value: unknown, message: string]>([
    ['model', 5, `${MODEL}, got \`5\``],
    ['model', null, `${MODEL}, got \`null\``],
    ['assets', {}, 'Expected `assets` to be a string or a URL, got an object'],
    ['hub', 1, 'Expected `hub` to be a string or a URL, got `1`'],
    ['method', [], 'Expected `method` to be a string, got an array'],
    ['onStatus', 'log', 'Expected `onStatus` to be a function, got `log`'],
    ['stages', [null], 'Expected `stages[0].method` to be a string, got `undefined`'],
  ])('%s of %s as a TypeError', async (option, value, message) => {
    const created = createReranker({ [option]: value, worker: () => expect.fail('made a worker') });
    await expect(created).rejects.toThrow(new TypeError(message));
    await expect(created).rejects.toBeInstanceOf(TypeError);
  });

  test.each([null, 5, 'base', []])('options of %j', async (options) => {
    const created = createReranker(options as unknown as CreateOptions);
    await expect(created).rejects.toThrow(/^Expected `options` to be an object, got /);
    await expect(created).rejects.toBeInstanceOf(TypeError);
  });
});
