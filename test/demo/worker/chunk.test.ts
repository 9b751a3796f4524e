import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkDocument } from '../../../src/demo/worker/chunk';
import type { Block } from '../../../src/demo/worker/parse/parser';
import { countWords } from '../../../src/passages/text-units';

const sentence = (words: number, name: string): string =>
  `${Array.from({ length: words }, (_, at) => (at === 0 ? `Start ${name}` : `word${at}`)).join(' ')}.`;
const text = (count: number, words = 12): Block => ({
  kind: 'text',
  text: Array.from({ length: count }, (_, at) => sentence(words, String(at))).join(' '),
});
const heading = (words: string, level: number): Block => ({ kind: 'heading', text: words, level });
const cut = (blocks: readonly Block[]) => {
  const content = chunkDocument('a.md', blocks);
  return content.chunks.map((chunk) => ({ ...chunk, words: content.text.slice(chunk.start, chunk.end) }));
};

describe('chunkDocument()', () => {
  it('keeps a short section in one passage, under the headings above it', () => {
    const chunks = cut([heading('Bread', 1), heading('Salt', 2), text(2), heading('Steam', 2), text(1)]);
    expect(chunks.map(({ heading: name }) => name)).toEqual(['Bread › Salt', 'Bread › Steam']);
  });

  it('drops deeper headings at a heading of a higher level', () => {
    const chunks = cut([heading('A', 1), heading('B', 2), text(1), heading('C', 1), text(1)]);
    expect(chunks.map(({ heading: name }) => name)).toEqual(['A › B', 'C']);
  });

  it('cuts a long section into about 180 words and repeats the last sentences', () => {
    const chunks = cut([text(50)]);
    expect(chunks.length).toBeGreaterThan(2);
    for (const { words } of chunks) expect(countWords(words)).toBeLessThanOrEqual(222);
    chunks.slice(1).forEach((chunk, at) => {
      expect(chunk.start).toBeLessThan(chunks[at]!.end);
      expect(countWords(chunks[at]!.words.slice(chunk.start - chunks[at]!.start))).toBeLessThanOrEqual(30);
    });
  });

  it('never crosses a page, and returns the page of each passage', () => {
    const chunks = cut([
      { ...text(2), page: 1 },
      { ...text(2), page: 2 },
    ]);
    expect(chunks.map(({ page }) => page)).toEqual([1, 2]);
  });

  it('makes each row of a table a passage', () => {
    expect(cut([1, 2, 3].map((n) => ({ kind: 'row', text: `name: ${n}` }))).map(({ words }) => words)).toEqual([
      'name: 1',
      'name: 2',
      'name: 3',
    ]);
  });

  it('covers every word, for any sections of any length', () => {
    const block = fc.oneof(
      fc.record({ kind: fc.constant('text' as const), text: fc.lorem({ mode: 'sentences', maxCount: 30 }) }),
      fc.record({ kind: fc.constant('code' as const), text: fc.lorem({ maxCount: 40 }) }),
      fc.record({
        kind: fc.constant('heading' as const),
        text: fc.lorem({ maxCount: 3 }),
        level: fc.integer({ min: 1, max: 6 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
        const content = chunkDocument('a', blocks);
        const covered = new Set(
          content.chunks.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at)),
        );
        for (const { kind, start, end } of content.blocks) {
          if (kind === 'heading') continue;
          for (let at = start; at < end; at += 1) if (/\S/.test(content.text[at]!)) expect(covered.has(at)).toBe(true);
        }
      }),
    );
  });
});
