import { describe, expect, it } from 'vitest';
import { parseCorpus, parseQrels, parseQueries } from '../../src/eval/beir';

describe('parseCorpus()', () => {
  it('keeps a title and omits an empty or absent one', () => {
    const text = '{"_id":"a","title":"T","text":"x"}\n{"_id":"b","title":"","text":"y"}\n{"_id":"c","text":""}\n';
    expect([...parseCorpus(text).values()]).toEqual([
      { id: 'a', title: 'T', text: 'x' },
      { id: 'b', text: 'y' },
      { id: 'c', text: '' },
    ]);
  });

  it.each([
    ['a record without text', '{"_id":"a"}', 'corpus.jsonl:1: Expected "text" to be a string, got `undefined`'],
    ['a numeric id', '{"_id":1,"text":""}', 'corpus.jsonl:1: Expected "_id" to be a string, got `1`'],
    ['a title that is not a string', '{"_id":"a","title":[1],"text":""}', 'Expected "title" to be a string, got `[1]`'],
    [
      'a repeated id',
      '{"_id":"a","text":""}\n\n{"_id":"a","text":""}',
      'corpus.jsonl:3: Expected "_id" to be unique, got "a" twice',
    ],
    ['a line that is not JSON', '<html>', 'corpus.jsonl:1: Expected a JSON object, got `<html>`'],
  ])('throws SyntaxError with file and line for %s', (_, text, message) => {
    expect(() => parseCorpus(text)).toThrow(SyntaxError);
    expect(() => parseCorpus(text)).toThrow(message);
  });
});

describe('parseQueries()', () => {
  it('keeps the order of the file', () => {
    expect([...parseQueries('{"_id":"9","text":"n"}\n{"_id":"1","text":"o"}')]).toEqual([
      ['9', 'n'],
      ['1', 'o'],
    ]);
  });

  it('names the given file in errors', () => {
    expect(() => parseQueries('{"_id":"1"}', 'mine.jsonl')).toThrow(/^mine\.jsonl:1: /);
  });
});

describe('parseQrels()', () => {
  it('reads grades with and without a header', () => {
    const rows = 'q1\td1\t2\nq1\td2\t0\nq2\td1\t-1\n';
    const expected = new Map([
      ['q1', new Map(Object.entries({ d1: 2, d2: 0 }))],
      ['q2', new Map(Object.entries({ d1: -1 }))],
    ]);
    expect(parseQrels(rows)).toEqual(expected);
    expect(parseQrels(`query-id\tcorpus-id\tscore\r\n${rows.replaceAll('\n', '\r\n')}`)).toEqual(expected);
  });

  it.each([
    ['too few fields', 'q1\td1', 'qrels.tsv:1: Expected query-id, corpus-id and score, tab-separated'],
    ['spaces for tabs', 'q1 d1 1', 'qrels.tsv:1: Expected query-id, corpus-id and score, tab-separated'],
    ['a fourth field', 'q1\t0\td1\t1', 'qrels.tsv:1: Expected query-id'],
    ['an empty id', 'q1\t\t1', 'qrels.tsv:1: Expected query-id'],
    ['a grade that is not an integer', 'q1\td1\t1\nq1\td2\t0.5', 'qrels.tsv:2: Expected an integer grade, got `0.5`'],
    [
      'a second judgment',
      'q1\td1\t1\nq1\td1\t0',
      'qrels.tsv:2: Expected one judgment of document "d1" for query "q1", got two',
    ],
  ])('throws SyntaxError with file and line for %s', (_, text, message) => {
    expect(() => parseQrels(text)).toThrow(SyntaxError);
    expect(() => parseQrels(text)).toThrow(message);
  });
});
