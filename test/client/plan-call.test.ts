import { describe, expect, test } from 'vitest';
import { planCall } from '../../src/client/plan-call';
import type { ReportFacts } from '../../src/core/report';
import type { Passage } from '../../src/core/types';

const facts: ReportFacts = { model: 'base', method: 'late-interaction', languages: ['en'], fusion: { weight: 0.25 } };
const [english, russian, chinese] = ['a red fox', 'рыжая лиса', '红色的狐狸'];
const scored = (...scores: (number | undefined)[]): Passage[] =>
  scores.map((score) => (score === undefined ? { text: english } : { text: english, score }));
const plan = (passages: readonly Passage[], options = {}, query = english, of = facts) =>
  planCall(query, passages, options, of);

describe('planCall() without a requested fusion', () => {
  test('plans `weighted` when every passage has a finite score and they differ', () => {
    const { fusion, warnings } = plan(scored(3, 1, 1));
    expect(fusion).toEqual({ kind: 'weighted', weight: 0.25, unread: new Set() });
    expect(warnings).toEqual([]);
  });

  test.each<[what: string, passages: Passage[]]>([
    ['no passage has a score', scored(undefined, undefined)],
    ['passages are strings', [english, english]],
    ['all scores are equal', scored(2, 2, 2)],
    ['there is one passage', scored(5)],
    ['there is none', []],
  ])('plans `none` without a warning when %s', (_, passages) => {
    expect(plan(passages)).toMatchObject({ fusion: { kind: 'none' }, warnings: [] });
  });

  test.each<[what: string, passages: Passage[], warning: string]>([
    ['one of them', scored(1, undefined, 2), '1 of 3 passages has no finite `score`, the first is passages[1]'],
    ['two of them', [english, ...scored(NaN, 2)], '2 of 3 passages have no finite `score`, the first is passages[0]'],
    ['an infinite one', scored(2, 1, Infinity), '1 of 3 passages has no finite `score`, the first is passages[2]'],
  ])('plans `none` with a warning when the score is missing from %s', (_, passages, warning) => {
    expect(plan(passages)).toMatchObject({
      fusion: { kind: 'none' },
      warnings: [`The ranking was not fused with the first stage: ${warning}`],
    });
    expect(plan(passages, { fusion: 'none' }).warnings).toEqual([]);
  });
});

describe('planCall()', () => {
  test.each(['none', 'rrf', 'weighted'] as const)('plans the requested fusion %s', (fusion) => {
    expect(plan(scored(1, 1), { fusion }).fusion.kind).toBe(fusion);
  });

  test('takes topN and minScore, and the model’s threshold for minScore auto', () => {
    const threshold = { score: 0.2, falseNegativeRate: 0.01, fittedOn: 'x' };
    const given = { ...facts, threshold };
    expect(plan([], { topN: 3, minScore: 0.5 }, english, given).cut).toEqual({ topN: 3, minScore: 0.5 });
    expect(plan([], { minScore: 'auto' }, english, given).cut).toEqual({ minScore: 0.2 });
    expect(plan([], {}, english, given).cut).toEqual({});
  });

  test('rejects minScore auto when the model has no threshold', () => {
    const call = () => plan([], { minScore: 'auto' });
    expect(call).toThrow(RangeError);
    expect(call).toThrow('Expected `minScore` to be a number, got `auto`: the card of base has no threshold');
  });

  test('keeps the first-stage order, with a warning, for a query that the model does not read', () => {
    for (const options of [{}, { fusion: 'rrf' }, { fusion: 'weighted' }]) {
      const { fusion, warnings } = plan(scored(1, 2), options, russian);
      expect(fusion.kind).toBe('first-stage');
      expect(warnings).toEqual([
        'The query is mostly in Cyrillic, which base (en) does not read: the first-stage order was kept',
      ]);
    }
    expect(plan([english, english], {}, russian).fusion.kind).toBe('first-stage');
  });

  test('only warns about such a query when fusion is `none`', () => {
    expect(plan(scored(1, 2), { fusion: 'none' }, russian)).toMatchObject({
      fusion: { kind: 'none' },
      warnings: ['The query is mostly in Cyrillic, which base (en) does not read'],
    });
  });

  test('warns about passages that the model does not read, including their titles', () => {
    const passages = [
      english,
      chinese,
      { text: russian },
      { title: russian, text: english },
      { title: chinese, text: 'a' },
    ];
    const { fusion, warnings } = plan(passages);
    expect(fusion).toMatchObject({ kind: 'none', unread: new Set([1, 2, 3, 4]) });
    expect(warnings).toEqual(['4 of 5 passages are mostly in Han, Cyrillic, which base (en) does not read']);
  });

  test('warns that only the first-stage scores of such passages were used', () => {
    const passages = [
      { text: chinese, score: 2 },
      { text: english, score: 1 },
    ];
    expect(plan(passages).warnings).toEqual([
      '1 of 2 passages is mostly in Han, which base (en) does not read: only their first-stage scores were used',
    ]);
  });

  test.each([[['*']], [['en', 'ru', 'zh']], [['xx']]])('gives no warning for a model of %j', (languages) => {
    const passages = [
      { text: chinese, score: 2 },
      { text: russian, score: 1 },
    ];
    const { fusion, warnings } = plan(passages, {}, russian, { ...facts, languages });
    expect(fusion).toMatchObject({ kind: 'weighted', unread: new Set() });
    expect(warnings).toEqual([]);
  });

  test.each(['12:30', '🎉🎉', '=> {}', 'print("лиса")'])('gives no warning for %s', (text) => {
    expect(plan([text], {}, text)).toMatchObject({ fusion: { kind: 'none', unread: new Set() }, warnings: [] });
  });
});

describe('planCall() with an instruction', () => {
  test('throws a RangeError for a model whose prompt has no place for one', () => {
    expect(() => plan([english], { instruction: 'Find the law' })).toThrow(
      new RangeError(
        'Expected `instruction` to be absent: the prompts of base have no place for one, got `Find the law`',
      ),
    );
    expect(plan([english], { instruction: 'Find the law' }, english, { ...facts, instruction: 'Find' })).toBeDefined();
  });
});
