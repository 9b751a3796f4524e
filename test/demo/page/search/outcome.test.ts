import { describe, expect, it } from 'vitest';
import type { CardData } from '../../../../src/demo/page/search/card-data';
import { marksOfCard } from '../../../../src/demo/page/search/marks';
import { outcomeOf } from '../../../../src/demo/page/search/outcome';
import { describeFirstStage, describeRanked } from '../../../../src/demo/page/search/summary';

const THRESHOLD = 0.036;
const card = (text: string, score: number, heading = ''): CardData => ({
  key: text,
  hit: {
    id: text,
    document: 'd',
    name: 'notes.txt',
    kind: 'text',
    heading,
    start: 0,
    end: text.length,
    text,
    score: 1,
  },
  terms: ['plants'],
  rank: 1,
  score,
});

describe('outcomeOf()', () => {
  it('counts passages that answer and that may answer', () => {
    const cards = [card('a', 0.4), card('b', 0.05), card('c', 0.04), card('d', 0.01), card('e', NaN)];
    expect(outcomeOf(cards, 'q', THRESHOLD)).toMatchObject({ answers: 1, mayAnswer: 2, isNothing: false });
  });

  it('is nothing when passages are scored and none reaches the threshold', () => {
    expect(outcomeOf([card('a', 0.009), card('b', NaN)], 'q', THRESHOLD).isNothing).toBe(true);
    expect(outcomeOf([card('a', NaN)], 'q', THRESHOLD).isNothing).toBe(false);
    expect(outcomeOf([card('a', 0.009)], 'q', undefined).isNothing).toBe(false);
    expect(outcomeOf([], 'q', THRESHOLD).isNothing).toBe(false);
  });

  it('counts passages with all words of the question, apart from stop words, in text, heading or name', () => {
    const cards = [
      card('Shelf 12 holds brass', 0.01, 'Gasket'),
      card('A rubber gasket', 0.01),
      card('Brass band', 0.01),
    ];
    expect(outcomeOf(cards, 'where is the brass gasket', THRESHOLD).withAllWords).toBe(1);
    expect(outcomeOf(cards, 'where is it', THRESHOLD).withAllWords).toBe(0);
  });
});

describe('describeRanked()', () => {
  const line = (cards: readonly CardData[], question = 'plants light') =>
    describeRanked(outcomeOf(cards, question, THRESHOLD), 100, { covered: 0, total: 100 });

  it.each([
    [[0.2, 0.3, 0.05], '2 passages answer this, 1 more may answer it. 100 passages were read by the model.'],
    [[0.2], '1 passage answers this. 100 passages were read by the model.'],
    [[0.04, 0.01], '1 passage may answer this. 100 passages were read by the model.'],
    [[0.01, 0.009], 'No passage answers this. 100 passages were read by the model.'],
  ])('puts the scores %j in words', (scores, expected) => {
    expect(line(scores.map((score, at) => card(String(at), score)))).toBe(expected);
  });

  it('names passages with all words when none answers, and claims nothing without scores', () => {
    expect(line([card('plants in light', 0.01)])).toMatch(
      /^No passage answers this\. 1 passage contains all its words\./,
    );
    expect(line([card('plants', NaN)])).toBe('100 passages were read by the model.');
  });
});

describe('describeFirstStage()', () => {
  it.each([
    [{ matching: 1, inScope: 40 }, '1 of 40 passages contains a word of your question.'],
    [{ matching: 0, inScope: 40 }, 'No passage contains a word of your question.'],
    [{ matching: 0, inScope: 0 }, 'The filters select no passage.'],
  ])('describes %j', (answer, expected) => {
    expect(describeFirstStage(answer, false)).toBe(expected);
  });
});

describe('marksOfCard()', () => {
  const text = 'The fern grows. Plants need light.';
  const explanation = {
    sentences: [{ start: 0, end: 15, relevance: 1 }],
    tokens: [{ start: 4, end: 8, relevance: 1 }],
  } as unknown as NonNullable<CardData['explanation']>;
  const kinds = (score: number) =>
    marksOfCard({ ...card(text, score), explanation }, THRESHOLD).marks.map(({ kind, start, end }) => [
      kind,
      text.slice(start, end),
    ]);

  it('marks the sentence of the explanation from the threshold on', () => {
    expect(kinds(0.04)[0]).toEqual(['sentence', 'The fern grows.']);
  });

  it('marks no sentence below the threshold, only the words of the query', () => {
    expect(kinds(0.01)).toEqual([['word', 'Plants']]);
  });

  it('marks the sentence with the words of the query before the model has read the passage', () => {
    expect(kinds(NaN)).toEqual([
      ['sentence', 'Plants need light.'],
      ['word', 'Plants'],
    ]);
  });
});
