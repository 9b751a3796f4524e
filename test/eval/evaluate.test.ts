import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BeirSet } from '../../src/eval/beir';
import type { EvaluateOptions, EvaluateProgress, EvaluateResult } from '../../src/eval/evaluate';
import { evaluate } from '../../src/eval/evaluate';

const document = (id: string) => ({ id, text: `text of ${id}` });
const corpus = (...ids: string[]): BeirSet['corpus'] => new Map(ids.map((id) => [id, document(id)]));

/** The relevant document of q1 is third of four; q2 has no candidates; the query `unjudged` is first in the file. */
const set: BeirSet = {
  corpus: corpus('a', 'b', 'c', 'd'),
  queries: new Map([
    ['unjudged', 'none'],
    ['q1', 'first'],
    ['q2', 'second'],
  ]),
  qrels: new Map([
    ['q2', new Map([['a', 1]])],
    ['q1', new Map([['c', 1]])],
  ]),
  run: new Map([
    ['q1', ['a', 'b', 'c', 'd']],
    ['unjudged', ['a']],
  ]),
};

const reversed: EvaluateOptions['rank'] = (_, passages) =>
  Promise.resolve(passages.map((_one, index) => index).reverse());
const options = { rank: reversed, candidates: 3, minGrade: 1 };

async function run(
  of: BeirSet,
  given: EvaluateOptions,
): Promise<{ steps: EvaluateProgress[]; result: EvaluateResult }> {
  const steps: EvaluateProgress[] = [];
  const generator = evaluate(of, given);
  for (;;) {
    const step = await generator.next();
    if (step.done) return { steps, result: step.value };
    steps.push(step.value);
  }
}

describe('evaluate()', () => {
  it('re-ranks the head and leaves the rest of the run in its order', async () => {
    const { result } = await run(set, options);
    expect([...result.rankings]).toEqual([
      ['q1', ['c', 'b', 'a', 'd']],
      ['q2', []],
    ]);
  });

  it('averages over every judged query, one without candidates as 0', async () => {
    const { result } = await run(set, options);
    expect(result.queries).toBe(2);
    expect(result.firstStage).toEqual({ ndcg10: 0.25, mrr10: 1 / 6, map: 1 / 6, recall100: 0.5 });
    expect(result.reranked).toEqual({ ndcg10: 0.5, mrr10: 0.5, map: 0.5, recall100: 0.5 });
  });

  it('evaluates the first judged queries in the order of the queries file', async () => {
    const { result } = await run(set, { ...options, queries: 1 });
    expect([...result.rankings.keys()]).toEqual(['q1']);
    expect(result.reranked.ndcg10).toBe(1);
    expect((await run(set, { ...options, queries: 99 })).result.queries).toBe(2);
  });

  it('passes on the query text and the passages of the head, and makes no call for a query without candidates', async () => {
    const calls: unknown[] = [];
    const rank: EvaluateOptions['rank'] = (query, passages) => {
      calls.push([query, passages.map((passage) => passage.id)]);
      return reversed(query, passages);
    };
    await run(set, { ...options, rank });
    expect(calls).toEqual([['first', ['a', 'b', 'c']]]);
  });

  it('passes on the first-stage score of each candidate, where the set has it', async () => {
    const handed: unknown[] = [];
    const rank: EvaluateOptions['rank'] = (query, passages) => {
      handed.push(...passages);
      return reversed(query, passages);
    };
    const scores = new Map([
      [
        'q1',
        new Map([
          ['a', 3],
          ['b', 2],
        ]),
      ],
    ]);
    await run({ ...set, scores }, { ...options, rank });
    expect(handed).toEqual([{ ...document('a'), score: 3 }, { ...document('b'), score: 2 }, document('c')]);
  });

  it('times calls of `rank` only, and averages over them', async () => {
    let clock = 0;
    const { steps, result } = await run(set, { ...options, now: () => (clock += 5) });
    expect(steps.map(({ done, total, query, ms }) => [done, total, query, ms])).toEqual([
      [1, 2, 'q1', 5],
      [2, 2, 'q2', 0],
    ]);
    expect([result.totalMs, result.msPerQuery]).toEqual([5, 5]);
  });

  it('has no time per query where nothing was ranked', async () => {
    expect((await run({ ...set, run: new Map() }, options)).result.msPerQuery).toBeNull();
  });

  it.each([
    ['a short order', [0, 1]],
    ['a repeated index', [0, 0, 1]],
    ['an index too many', [0, 1, 2, 2]],
    ['an index out of range', [0, 1, 3]],
    ['a fraction', [0, 1, 0.5]],
  ])('rejects %s from `rank`', async (_, order) => {
    const bad = run(set, { ...options, rank: () => Promise.resolve(order) });
    await expect(bad).rejects.toThrow(/Expected `rank` to return each of 3 candidates once for query "q1"/);
  });

  it('names a candidate outside the corpus before it ranks', async () => {
    const rank = () => Promise.reject(new Error('called'));
    const bad = run({ ...set, corpus: corpus('a', 'b') }, { ...options, rank });
    await expect(bad).rejects.toThrow('got none for document "c" of query "q1"');
    await expect(run({ ...set, corpus: corpus('a', 'b') }, { ...options, candidates: 2 })).resolves.toBeDefined();
  });

  it('names a judged query without text, and rejects a set without judgments', async () => {
    await expect(run({ ...set, queries: new Map() }, options)).rejects.toThrow('got none for query "q2"');
    await expect(run({ ...set, qrels: new Map() }, options)).rejects.toThrow(RangeError);
  });

  it('keeps every document and the order of the tail, for any number of candidates and any order', async () => {
    const counts = fc.integer({ min: 1, max: 6 });
    await fc.assert(
      fc.asyncProperty(counts, fc.nat(3), async (candidates, turn) => {
        const rank: EvaluateOptions['rank'] = (_, passages) =>
          Promise.resolve(passages.map((_one, index) => (index + turn) % passages.length));
        const { result } = await run(set, { ...options, candidates, rank });
        const ranking = result.rankings.get('q1') ?? [];
        expect([...ranking].sort()).toEqual(['a', 'b', 'c', 'd']);
        expect(ranking.slice(candidates)).toEqual(['a', 'b', 'c', 'd'].slice(candidates));
      }),
    );
  });
});
