import { describe, expect, it } from 'vitest';
import type { SearchHit } from '../../src/collection/index';
import { excerptOf } from '../../src/search-element/excerpt';
import { groupByPage, sectionOf } from '../../src/search-element/result-groups';

describe('excerptOf()', () => {
  const text = `${'One two three. '.repeat(20)}The answer is here. ${'Four five six. '.repeat(20)}`;
  const start = text.indexOf('The answer');

  it('shows the whole sentence with what is around it, cut between words', () => {
    const { before, sentence, after } = excerptOf(text, { start, end: start + 'The answer is here.'.length });
    expect(sentence).toBe('The answer is here.');
    expect(before).toMatch(/^… (One|two|three)/);
    expect(before.length).toBeLessThan(70);
    expect(after).toMatch(/^ Four five six\. .*(Four|five|six\.) …$/);
  });

  it('shows the beginning without a sentence, cuts a long sentence, and joins lines', () => {
    expect(excerptOf('a\n b', undefined)).toEqual({ before: '', sentence: '', after: 'a b' });
    const long = excerptOf(text, { start: 0, end: text.length });
    expect(long.sentence.length).toBeLessThan(225);
    expect(long.sentence).toMatch(/ …$/);
    expect(long.after).toBe('');
  });
});

describe('groupByPage()', () => {
  const hit = (id: string, heading: string): SearchHit => ({
    ...{ id, title: id, heading, url: `/${id}#${heading}`, text: '', start: 0, end: 0 },
    ...{ rank: 1, passageIndex: 0, score: undefined, terms: [] },
  });

  it('keeps the order of pages, shows a section once and at most three of a page', () => {
    const groups = groupByPage([
      hit('b', 'b › one'),
      hit('a', 'a'),
      hit('b', 'b › one'),
      ...['two', 'three', 'four'].map((section) => hit('b', `b › ${section}`)),
    ]);
    expect(groups.map(({ title, hits }) => [title, hits.map(sectionOf)])).toEqual([
      ['b', ['one', 'two', 'three']],
      ['a', ['a']],
    ]);
  });
});
