import { describe, expect, it } from 'vitest';
import { formatPassages, parsePassages } from '../../../../src/demo/page/paste/parse-passages';
import { SAMPLE_PASSAGES, SUGGESTED_QUERIES } from '../../../../src/demo/page/paste/sample';

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}’-]+/gu) ?? [];
const STOP = new Set(
  'a an and at been by down for from i in is it its my of on or so that the this to up what why'.split(' '),
);

describe('the sample', () => {
  it('has at least 24 passages of 30 to 90 words, each with its own title', () => {
    expect(SAMPLE_PASSAGES.length).toBeGreaterThanOrEqual(24);
    expect(new Set(SAMPLE_PASSAGES.map(({ title }) => title)).size).toBe(SAMPLE_PASSAGES.length);
    for (const { title, text } of SAMPLE_PASSAGES) {
      expect(words(text).length, title).toBeGreaterThanOrEqual(30);
      expect(words(text).length, title).toBeLessThanOrEqual(90);
    }
  });

  it('is unchanged after it is formatted and parsed', () => {
    const read = parsePassages(formatPassages(SAMPLE_PASSAGES)).map(({ passage: { title, text } }) => ({
      title,
      text,
    }));
    expect(read).toEqual(SAMPLE_PASSAGES);
  });

  it.each(SUGGESTED_QUERIES)(
    'has an answer to "$query" that shares no more words than a distractor',
    ({ query, answer }) => {
      const asked = new Set(words(query).filter((word) => !STOP.has(word)));
      const shared = ({ title, text }: { readonly title: string; readonly text: string }): number =>
        [...asked].filter((word) => words(`${title} ${text}`).includes(word)).length;
      const right = SAMPLE_PASSAGES.find(({ title }) => title === answer);
      expect(right).toBeDefined();
      if (right === undefined) return;
      const others = SAMPLE_PASSAGES.filter((passage) => passage !== right).map(shared);
      expect(Math.max(...others)).toBeGreaterThanOrEqual(shared(right));
      expect(SAMPLE_PASSAGES.indexOf(right)).toBeGreaterThanOrEqual(8);
    },
  );
});
