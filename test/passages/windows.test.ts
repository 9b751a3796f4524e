import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregate } from '../../src/passages/aggregate';
import { headAndTail, SEPARATOR, cutIntoWindows } from '../../src/passages/windows';
import type { TokenizedText } from '../../src/passages/windows';
import { LONG } from '../contracts/texts';
import { KINDS, plainTokenizer } from '../engine/tokens/tokenizers';

/** A token a word, or for words of more than four letters one for every four. */
function tokensOf(text: string, limit: number): TokenizedText {
  const spans = [...text.matchAll(/\S{1,4}/g)].map(({ 0: piece, index }) => ({
    start: index,
    end: index + piece.length,
  }));
  return { text, spans, limit, count: (part) => part.match(/\S{1,4}/g)?.length ?? 0 };
}

const texts = fc
  .array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), { maxLength: 40 })
  .map((words) => words.join(' '));
const rooms = fc.integer({ min: 1, max: 12 });
const strides = fc.integer({ min: 1, max: 20 });

describe('windowsOf()', () => {
  test('puts every token into a window, whole', () => {
    fc.assert(
      fc.property(texts, rooms, strides, (text, room, stride) => {
        const tokens = tokensOf(text, room);
        const windows = cutIntoWindows(tokens, stride);
        for (const span of tokens.spans) {
          expect(windows.some(({ start, end }) => start <= span!.start && span!.end <= end)).toBe(true);
        }
      }),
    );
  });

  test('gives windows that a row has room for, in text order, each further than the one before', () => {
    fc.assert(
      fc.property(texts, rooms, strides, (text, room, stride) => {
        const windows = cutIntoWindows(tokensOf(text, room), stride);
        for (const [at, { start, end }] of windows.entries()) {
          expect(tokensOf(text.slice(start, end), room).spans.length).toBeLessThanOrEqual(room);
          if (at > 0) expect(start).toBeGreaterThanOrEqual(windows[at - 1]!.start);
          if (at > 0) expect(end).toBeGreaterThan(windows[at - 1]!.end);
        }
      }),
    );
  });

  test('cuts between words where it can', () => {
    const windows = cutIntoWindows(tokensOf('one two threefold four five', 3), 3);
    expect(windows.map(({ start, end }) => 'one two threefold four five'.slice(start, end))).toEqual([
      'one two',
      'threefold',
      'four five',
    ]);
  });

  test('lets windows overlap by what the stride leaves', () => {
    const text = 'a b c d e f g';
    const windows = cutIntoWindows(tokensOf(text, 4), 2).map(({ start, end }) => text.slice(start, end));
    expect(windows).toEqual(['a b c d', 'c d e f', 'e f g']);
  });

  test('leaves nothing out when the stride is longer than a window', () => {
    const text = 'a b c d e f g';
    const windows = cutIntoWindows(tokensOf(text, 3), 100).map(({ start, end }) => text.slice(start, end));
    expect(windows).toEqual(['a b c', 'd e f', 'g']);
  });

  test.each(KINDS)('reads every token of a long text by the %s tokenizer', (kind) => {
    const tokenizer = plainTokenizer(kind);
    const count = (part: string) => tokenizer.encodeUpTo(part, 0).total;
    const tokens = { text: LONG, spans: tokenizer.spansUpTo(LONG, Infinity), limit: 30, count };
    const windows = cutIntoWindows(tokens, 20);
    for (const { start, end } of windows) expect(count(LONG.slice(start, end))).toBeLessThanOrEqual(30);
    const covered = (at: number) => windows.some(({ start, end }) => start <= at && at < end);
    for (const span of tokens.spans)
      if (span) expect([covered(span.start), covered(span.end - 1)]).toEqual([true, true]);
  });
});

describe('headAndTail()', () => {
  test('gives both ends, as much as a row has room for, and never overlaps', () => {
    fc.assert(
      fc.property(texts, rooms, (text, room) => {
        const tokens = tokensOf(text, room);
        fc.pre(tokens.spans.length > room);
        const [head, tail] = headAndTail(tokens);
        expect(head.start).toBe(0);
        expect(tail.end).toBe(text.length);
        expect(head.end).toBeLessThanOrEqual(tail.start);
        const read = text.slice(0, head.end) + SEPARATOR + text.slice(tail.start);
        expect(tokensOf(read, room).spans.length).toBeLessThanOrEqual(room);
      }),
    );
  });

  test('halves the room', () => {
    const text = 'a b c d e f g h';
    const [head, tail] = headAndTail(tokensOf(text, 4));
    expect([text.slice(head.start, head.end), text.slice(tail.start, tail.end)]).toEqual(['a b', 'g h']);
  });
});

describe('aggregate()', () => {
  test.each([
    ['max', undefined, 4],
    ['first', undefined, 1],
    ['mean-top', undefined, 3],
    ['mean-top', 1, 4],
    ['mean-top', 9, 2.5],
  ] as const)('by %s of %s', (how, best, expected) => {
    expect(aggregate([1, 4, 2, 3], how, best)).toBe(expected);
  });
});
