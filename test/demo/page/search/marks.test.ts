import { describe, expect, it } from 'vitest';
import { excerptRange } from '../../../../src/demo/page/search/excerpt';
import { marksOf } from '../../../../src/demo/page/search/marks';

const text = 'Bread is old. The moon pulls the tides. Moon and tides again!';
const cut = (marks: ReturnType<typeof marksOf>['marks'], kinds: readonly string[]) =>
  marks.filter(({ kind }) => kinds.includes(kind)).map(({ start, end }) => text.slice(start, end));

describe('marksOf()', () => {
  it('marks the words of the query and the first sentence that contains most of them', () => {
    const { marks, focus } = marksOf(text, ['moon', 'tides']);
    expect(cut(marks, ['sentence'])).toEqual(['The moon pulls the tides.']);
    expect(cut(marks, ['word'])).toEqual(['moon', 'tides', 'Moon', 'tides']);
    expect(text.slice(focus).trimStart()).toMatch(/^The moon/);
  });

  it('marks nothing when the passage contains no word of the query', () => {
    expect(marksOf(text, ['yeast'])).toEqual({ marks: [], focus: 0 });
  });

  it('marks the sentence and the words of an explanation, with the most relevant words as strong', () => {
    const at = (words: string, relevance: number) => ({
      start: text.indexOf(words),
      end: text.indexOf(words) + words.length,
      relevance,
    });
    const explanation = {
      sentences: [at('Bread is old.', 0.1), at('The moon pulls the tides.', 0.9)],
      tokens: [at('moon', 1), at('pulls', 0.6), at('old', 0.1), at('.', 1)],
    };
    const { marks } = marksOf(text, ['bread'], explanation);
    expect(cut(marks, ['sentence'])).toEqual(['The moon pulls the tides.']);
    expect(cut(marks, ['strong'])).toEqual(['moon']);
    expect(cut(marks, ['word'])).toEqual(['pulls']);
  });
});

describe('marksOf() and words', () => {
  const marked = (passage: string, terms: readonly string[]) =>
    marksOf(passage, terms)
      .marks.filter(({ kind }) => kind === 'word')
      .map(({ start, end }) => passage.slice(start, end));

  it.each([
    ['Learn C++ for $40 here.', ['c++', '$40'], ['C++', '$40']],
    ['launchBoat()', ['boat'], ['launchBoat']],
    ['har\u00adbour', ['harbour'], ['har\u00adbour']],
    ['jetée', ['jetee'], ['jetée']],
    ['Webinars', ['webinar'], []],
  ])('marks whole words of %j', (passage, terms, expected) => {
    expect(marked(passage, terms)).toEqual(expected);
  });

  it('marks whole words where the tokens of the model are parts of words', () => {
    const passage = 'Encrypt the webinar.';
    const token = (start: number, end: number, relevance: number) => ({ start, end, relevance });
    const tokens = [token(0, 2, 0.2), token(2, 4, 1), token(8, 11, 0.9), token(12, 15, 0.1), token(15, 19, 0.95)];
    const { marks } = marksOf(passage, [], { sentences: [], tokens });
    expect(marks.map(({ start, end }) => passage.slice(start, end))).toEqual(['Encrypt', 'webinar']);
  });

  it('does not end the marked sentence at an abbreviation', () => {
    const passage = 'It rained. The valve was set by Dr. Weaver after lunch. Then we left.';
    const sentence = marksOf(passage, ['valve', 'set']).marks.find(({ kind }) => kind === 'sentence');
    expect(passage.slice(sentence?.start, sentence?.end)).toBe('The valve was set by Dr. Weaver after lunch.');
  });
});

describe('excerptRange()', () => {
  const long = 'word '.repeat(400).trim();

  it('is the whole of a short text', () => {
    expect(excerptRange(text, 30)).toEqual({ from: 0, to: text.length });
  });

  it.each([0, 300, 1000, long.length - 5])('contains the focus %i and starts and ends between words', (focus) => {
    const { from, to } = excerptRange(long, focus);
    expect(from).toBeLessThanOrEqual(focus);
    expect(to).toBeGreaterThan(focus);
    expect(to - from).toBeLessThanOrEqual(425);
    expect(long.slice(from, to)).toMatch(/^word.*word$/);
  });
});
