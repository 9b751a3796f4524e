import { describe, expect, it } from 'vitest';
import type { Hit } from '../../../../src/demo/shared/library-data';
import { rankedCards, firstStageCards } from '../../../../src/demo/page/search/card-data';
import type { Ranked } from '../../../../src/core/types';

const hit = (id: string): Hit => ({
  id,
  document: id,
  name: id,
  kind: 'text',
  heading: '',
  start: 0,
  end: 1,
  text: id,
  score: 1,
});
const hits = ['a', 'b', 'c', 'd'].map(hit);
const ranked = (index: number, score: number): Ranked => ({
  index,
  rank: 1,
  score,
  scoredBy: 'test',
  stage: 'test',
  passage: '',
});
const short = (rows: ReturnType<typeof firstStageCards>) =>
  rows.map(({ key, firstStageRank }) => `${key}${firstStageRank ?? '-'}`);

describe('firstStageCards()', () => {
  it('keeps the order of the first stage, up to the limit', () => {
    expect(short(firstStageCards(hits, [], 3))).toEqual(['a1', 'b2', 'c3']);
  });
});

describe('rankedCards()', () => {
  it('puts scored hits first and keeps their first-stage rank; a passage that only the model found has none', () => {
    expect(short(rankedCards(hits, 2, [ranked(3, 0.9), ranked(1, 0.5)], [], 10))).toEqual(['d-', 'b2', 'a1']);
  });

  it('returns at most `limit` cards, and no unscored hit once enough are scored', () => {
    expect(short(rankedCards(hits, 4, [ranked(2, 0.9), ranked(0, 0.5)], [], 2))).toEqual(['c3', 'a1']);
  });
});
