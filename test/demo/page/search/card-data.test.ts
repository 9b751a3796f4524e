import { describe, expect, it } from 'vitest';
import type { Hit } from '../../../../src/demo/shared/library-data';
import { groupByDocument, rankedCards, firstStageCards } from '../../../../src/demo/page/search/card-data';
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

describe('groupByDocument()', () => {
  it('puts further passages of a document below its best one', () => {
    const cards = firstStageCards(
      ['a#0', 'b#0', 'a#1', 'c#0', 'b#1'].map((id) => ({ ...hit(id), document: id[0]! })),
      [],
      9,
    );
    expect(groupByDocument(cards).map(({ key, isFollower = false }) => [key, isFollower])).toEqual([
      ['a#0', false],
      ['a#1', true],
      ['b#0', false],
      ['b#1', true],
      ['c#0', false],
    ]);
  });
});
