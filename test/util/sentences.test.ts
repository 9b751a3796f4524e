import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sentencesOf } from '../../src/util/sentences';
import { processorTimeOf } from '../processor-time';

const text = '  Keep bread in a bag. “Not in the cold!” (Is it 3.5 days?)\nYes';
const expected = ['Keep bread in a bag.', '“Not in the cold!”', '(Is it 3.5 days?)', 'Yes'];

afterEach(() => vi.unstubAllGlobals());

describe.each(['by Intl.Segmenter', 'by rule'])('sentencesOf() %s', (how) => {
  const sentences = (given: string) => {
    if (how === 'by rule') vi.stubGlobal('Intl', { ...Intl, Segmenter: undefined });
    return sentencesOf(given);
  };

  test('gives sentences without the white space around them', () => {
    expect(sentences(text).map(({ start, end }) => text.slice(start, end))).toEqual(expected);
  });

  test.each(['', ' \n\t '])('gives none for %j', (blank) => {
    expect(sentences(blank)).toEqual([]);
  });

  test('leaves out only white space', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom('. ', '\n', '! '), (some, mark) => {
        const given = `${some}${mark}${some}`;
        let rest = given;
        for (const { start, end } of sentences(given).reverse()) rest = rest.slice(0, start) + rest.slice(end);
        expect(rest.trim()).toBe('');
      }),
    );
  });

  test.each([
    'The valve was set by Dr. Weaver after lunch.',
    'See Fig. 3 and No. 12 on p. 5.',
    'A letter to Mrs. J. B. Priestley came.',
  ])('does not end one at an abbreviation: %s', (sentence) => {
    expect(sentences(`${sentence} Then it rained.`).map(({ end }) => end)[0]).toBe(sentence.length);
  });

  test.each(['The cat sat. ', ' ', 'a', '. ', '.\n', 'Dr. ', '"'])(
    'reads one megabyte of %j within two seconds',
    (run) => {
      expect(processorTimeOf(() => sentences(run.repeat(1e6 / run.length)))).toBeLessThan(2000);
    },
  );
});
