import { afterEach, describe, expect, test } from 'vitest';
import { createReranker } from '../../src/index';
import type { Ranked, Reranker } from '../../src/index';
import { createTiny, faultyWorkers, sentences, shippedWorker, tinyCross } from './harness';

const tides =
  'The harbour has a café. The moon pulls the oceans, which rise and fall twice a day. A timetable hangs at the station.';
const passages = [tides, 'Trains stop at every village.', { title: 'Tides', text: 'Nothing is known of them.' }];
const query = 'how do tides work';

const open: Reranker[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.dispose()));
});
const keep = (reranker: Reranker) => (open.push(reranker), reranker);

const textOf = ({ passage }: Ranked) => (typeof passage === 'string' ? passage : passage.text);

describe('explain', () => {
  test('finds the sentence that answers with the embedded model', async () => {
    const reranker = keep(
      await createReranker({ model: 'fast', device: 'wasm', assets: location.origin, worker: shippedWorker }),
    );
    const { results } = await reranker.rerank(query, passages, { explain: true });
    const row = results.find(({ passage }) => passage === tides)!;
    const best = row.explanation!.sentences.find(({ relevance }) => relevance === 1)!;
    expect(tides.slice(best.start, best.end)).toBe('The moon pulls the oceans, which rise and fall twice a day.');
    for (const result of results) {
      for (const { start, end } of result.explanation!.tokens)
        expect(textOf(result).slice(start, end)).toMatch(/^\S+$/);
    }
  });

  test('finds the sentence that answers among sentences that hold the best matches of small words', async () => {
    const around = [
      'Ropes are coiled by the left hand and dried before the night.',
      'Visitors sign the book when they come ashore.',
      'The crane is greased on the first Monday of each month.',
      'Nobody moors at the outer pier when the wind is in the north.',
    ];
    const answer = 'The lantern is kept behind the third door.';
    const text = [...around, answer, 'The tide tables hang beside the office door.', ...around].join(' ');
    const reranker = keep(
      await createReranker({ model: 'base', device: 'wasm', assets: location.origin, worker: shippedWorker }),
    );
    const { results } = await reranker.rerank('where is the "lantern" kept', [text], { explain: true });
    const best = results[0]!.explanation!.sentences.find(({ relevance }) => relevance === 1)!;
    expect(text.slice(best.start, best.end)).toBe(answer);
  });

  test('gives sentences with a cross-encoder', async () => {
    const reranker = keep(await createTiny({ model: tinyCross }));
    const { results } = await reranker.rerank(query, passages, { topN: 2, explain: true });
    for (const { explanation } of results) expect(explanation).toMatchObject({ by: 'leave-one-out', tokens: [] });
  });

  test('works after a worker was terminated', async () => {
    const many = sentences(20);
    const sound = keep(await createTiny());
    const expected = await sound.rerank(query, many, { explain: true });
    const { made, make } = faultyWorkers({ slowMs: 20 }, {});
    const reranker = keep(await createTiny({ worker: make, vectorCacheBytes: 0 }));
    const events = reranker.stream(query, many, { explain: true });
    for await (const event of events) {
      if (event.kind === 'ranking' && event.scored === event.total) made[0]!.terminate();
      if (event.kind === 'done') expect(event.results).toEqual(expected.results);
    }
    expect(made).toHaveLength(2);
  });
});
