import MiniSearch from 'minisearch';
import { describe, expect, it } from 'vitest';
import { rangesOfPassages } from '../../src/host/collections/shard-ranges';
import { decodeHead, decodeRecord, encodeHead, encodeRecord } from '../../src/site-index/index-files';
import type { VectorShape } from '../../src/site-index/index-files';
import { decodeWords, encodeWords } from '../../src/site-index/words-codec';
import { findByWords } from '../../src/words/find-by-words';
import { WORD_OPTIONS } from '../../src/words/word-options';

const shape: VectorShape = { dimensions: 16, bits: 2, pooledDimensions: 8, pooledBits: 4 };

describe('encodeWords()', () => {
  const entries = [
    { id: 0, title: 'Boiler › Pressure', text: 'The boiler holds pressure. Pressure above two bar is too high.' },
    { id: 1, title: '', text: 'Naïve 東京都 users write C++ and loadJSONAsync.' },
    { id: 2, title: 'Pressing', text: 'The boiler room.' },
  ];
  const index = new MiniSearch(WORD_OPTIONS);
  index.addAll(entries);

  it('gives an index that finds the same with the same scores, in fewer bytes', () => {
    const bytes = encodeWords(index.toJSON());
    const read = MiniSearch.loadJS(decodeWords(bytes) as never, WORD_OPTIONS);
    for (const query of ['boiler', 'pressure', 'press', 'presure', 'loadJSON', '東京', 'c++', 'naive', 'none']) {
      const scores = (from: MiniSearch) =>
        Object.fromEntries(findByWords(from, query).map(({ id, score }) => [id as number, score.toFixed(6)]));
      expect(scores(read as MiniSearch)).toEqual(scores(index as MiniSearch));
    }
    expect(bytes.length).toBeLessThan(JSON.stringify(index).length / 2);
  });
});

describe('encodeRecord()', () => {
  it('returns what was written, and undefined for other bytes', () => {
    const record = { text: 'Zwölf Boxkämpfer', tokens: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
    const bytes = encodeRecord(record, shape);
    expect(decodeRecord(bytes, shape)).toEqual(record);
    expect(decodeRecord(bytes.subarray(1), shape)).toBeUndefined();
    expect(
      decodeRecord(
        bytes.map((byte, i) => (i === 9 ? byte ^ 1 : byte)),
        shape,
      ),
    ).toBeUndefined();
    expect(decodeRecord(new Uint8Array(0), shape)).toBeUndefined();
  });
});

describe('encodeHead()', () => {
  it('returns what was written', () => {
    const head = {
      pages: [{ id: '/a', url: '/a', title: 'A' }, { id: 7 }],
      passages: [{ page: 0, heading: 'A › B', anchor: 'b' }],
      lengths: [700],
      perShard: [1],
      words: Uint8Array.of(1, 2),
      pooled: Uint8Array.of(3, 4, 5, 6),
    };
    expect(decodeHead(encodeHead(head))).toEqual(head);
  });
});

describe('rangesOfPassages()', () => {
  it('joins records that are near, and none of two shards', () => {
    const head = { lengths: [1000, 500, 4000, 10, 10, 20], perShard: [4, 2] };
    expect(rangesOfPassages(head, [5, 0, 2, 3])).toEqual([
      {
        shard: 0,
        from: 0,
        to: 5510,
        records: [
          { passage: 0, start: 0, end: 1000 },
          { passage: 2, start: 1500, end: 5500 },
          { passage: 3, start: 5500, end: 5510 },
        ],
      },
      { shard: 1, from: 10, to: 30, records: [{ passage: 5, start: 10, end: 30 }] },
    ]);
    expect(rangesOfPassages(head, [0, 3]).map(({ from, to }) => [from, to])).toEqual([
      [0, 1000],
      [5500, 5510],
    ]);
    expect(rangesOfPassages(head, [])).toEqual([]);
  });
});
