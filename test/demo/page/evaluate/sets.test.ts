import { describe, expect, it } from 'vitest';
import { describeChange } from '../../../../src/demo/page/evaluate/report';
import { chooseJudgments } from '../../../../src/demo/page/evaluate/sets';

describe('chooseJudgments()', () => {
  it.each([
    [['s/corpus.jsonl', 's/qrels/dev.tsv', 's/qrels/test.tsv'], { index: 2, split: 'test' }],
    [['s/qrels/train.tsv', 's/qrels/dev.tsv'], { index: 1, split: 'dev' }],
    [['s/qrels/train.tsv', 's/qrels/a.tsv'], { index: 0, split: 'train' }],
    [['s/qrels.tsv', 's/qrels/late.tsv', 's/qrels/early.tsv'], { index: 2, split: 'early' }],
    [['s/qrels.tsv'], { index: 0 }],
    [['qrels/test.tsv'], { index: 0, split: 'test' }],
  ])('prefers the test split and names the split: %j', (paths, chosen) => {
    expect(chooseJudgments(paths)).toEqual(chosen);
  });

  it('returns undefined for a folder without judgments', () => {
    expect(chooseJudgments(['s/corpus.jsonl', 's/notes/test.tsv'])).toBeUndefined();
  });
});

describe('describeChange()', () => {
  const of = (...values: number[]) => describeChange(values.map((value) => ({ value })));

  it('gives no interval for one question', () => {
    expect(of(0.5)).toBe('nDCG@10 changes by +0.500. One question does not show how other questions would change.');
  });

  it('gives the interval of several questions', () => {
    expect(of(0.5, 0.1, -0.2)).toMatch(/changes by \+0\.133; the 95 % confidence interval is −0\.200 to \+0\.500/);
  });
});
