import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import type { Engine, PassageText } from '../../../src/engine/engine';
import { VectorCache } from '../../../src/engine/vectors/vector-cache';
import { crossEncoder } from '../../../src/methods/pointwise/cross-encoder';
import type { ExplainTask } from '../../../src/methods/explain/explain';
import { contributionsOf, similaritiesOf } from '../../../src/methods/bi-encoder/explain-max-sim';
import { lateInteraction } from '../../../src/methods/bi-encoder/late-interaction';
import { maxSim } from '../../../src/methods/bi-encoder/max-sim';
import type { Method } from '../../../src/methods/contract/method';
import type { ExplainedSpan, Explanation } from '../../../src/core/types';
import { BAD, LONG, PLAIN } from '../../contracts/texts';
import { createTiny } from '../../contracts/tiny-models';

async function explain(method: Method, engine: Engine, query: string, passages: readonly PassageText[]) {
  const checkpoint = () => Promise.resolve();
  const task: ExplainTask = { query, passages, vectors: new VectorCache(2 ** 20), checkpoint };
  const explanations: Explanation[] = [];
  for await (const each of method.explain!(task, engine)) explanations.push(each);
  return explanations;
}

const textOf = (text: string) => (span: ExplainedSpan) => text.slice(span.start, span.end);
const best = (spans: readonly ExplainedSpan[]) => spans.filter(({ relevance }) => relevance === 1);
const text = 'The sun is hot. Old clocks break! Nobody knows why.';

describe.each([lateInteraction, crossEncoder])('$name', (method) => {
  const engine = new FakeEngine();

  test('finds the sentence that the query is about', async () => {
    const [explanation] = await explain(method, engine, 'old clocks', [{ text }]);
    expect(explanation!.sentences.map(textOf(text))).toEqual([
      'The sun is hot.',
      'Old clocks break!',
      'Nobody knows why.',
    ]);
    expect(best(explanation!.sentences).map(textOf(text))).toEqual(['Old clocks break!']);
  });

  test('counts from the start of the text, and has no span in the title', async () => {
    const [explanation] = await explain(method, engine, 'old clocks', [{ title: 'Old clocks. Old clocks.', text }]);
    expect(explanation!.sentences.map(({ start }) => start)).toEqual([0, 16, 34]);
  });

  test.each(['Thirty days.', 'Clocks', 'A. B.'])(
    'gives the best sentence 1 where the title matches better: %s',
    async (short) => {
      const [explanation] = await explain(method, engine, 'old clocks', [
        { title: 'Old clocks. Old clocks.', text: short },
      ]);
      if (explanation!.by === 'max-sim') expect(best(explanation!.sentences)).not.toEqual([]);
    },
  );

  test('has relevance in [0, 1] for any text', async () => {
    const passages = [...PLAIN, ...BAD.map(([, bad]) => bad), LONG].map((each) => ({ text: each }));
    for (const [index, { sentences, tokens }] of (await explain(method, engine, 'fresh bread', passages)).entries()) {
      for (const { start, end, relevance } of [...sentences, ...tokens]) {
        expect(relevance >= 0 && relevance <= 1 && start < end && end <= passages[index]!.text.length).toBe(true);
      }
    }
  });

  test('has no span beyond the truncated text', async () => {
    const short = new FakeEngine({ passageLimit: 4 });
    const [explanation] = await explain(method, short, 'old clocks', [{ text }]);
    expect(explanation!.sentences.map(textOf(text))).toEqual(['The sun is hot.']);
  });
});

describe('late-interaction', () => {
  test('distributes the score over the tokens', async () => {
    const { engine } = await createTiny('tiny-late');
    const query = await engine.embedQuery!('How do you keep bread fresh?');
    for (const { vectors } of await engine.embedPassages!(PLAIN.map((each) => ({ text: each })))) {
      const total = query.weights.reduce((sum, weight) => sum + weight, 0);
      const contributed = contributionsOf(query, similaritiesOf(query, vectors)).reduce(
        (sum, contribution) => sum + contribution,
        0,
      );
      expect(contributed / total).toBeCloseTo(maxSim(query, vectors), 5);
    }
  });

  test('has the highest relevance for the tokens of the query', async () => {
    const [explanation] = await explain(lateInteraction, new FakeEngine(), 'old clocks', [{ text }]);
    expect(explanation).toMatchObject({ by: 'max-sim' });
    const named = explanation!.tokens.filter(({ relevance }) => relevance > 0.5).map(textOf(text));
    expect(named).toEqual(['Old', 'clocks']);
    expect(explanation!.tokens).toHaveLength(10);
  });

  test('encodes only passages whose vectors are not cached', async () => {
    const engine = new FakeEngine();
    const vectors = new VectorCache(2 ** 20);
    const passages = PLAIN.map((each) => ({ text: each }));
    const encoded = await engine.embedPassages(passages);
    passages.slice(1).forEach((passage, index) => vectors.set(passage, encoded[index + 1]!));
    const before = engine.modelCalls;
    const task: ExplainTask = { query: 'bread', passages, vectors, checkpoint: () => Promise.resolve() };
    for await (const _ of lateInteraction.explain!(task, engine));
    expect(engine.modelCalls - before).toBe(2);
  });

  test.each([
    {
      why: 'sentences are close',
      content: 'Old clocks break! The sun is hot. Old clocks stop.',
      vectorsOnly: false,
      calls: 4,
    },
    { why: 'only vectors may be used', content: 'Old clocks break! Old clocks stop.', vectorsOnly: true, calls: 2 },
    { why: 'one sentence is best by far', content: 'Old clocks break! The sun is hot.', vectorsOnly: false, calls: 2 },
  ])('makes $calls model calls where $why', async ({ content, vectorsOnly, calls }) => {
    const engine = new FakeEngine();
    const checkpoint = () => Promise.resolve();
    const vectors = new VectorCache(2 ** 20);
    const task: ExplainTask = { query: 'old clocks', passages: [{ text: content }], vectors, checkpoint, vectorsOnly };
    const relevances: number[][] = [];
    for (let round = 0; round < 2; round++) {
      for await (const { sentences } of lateInteraction.explain!(task, engine))
        relevances.push(sentences.map(({ relevance }) => relevance));
    }
    // The second round finds the vectors of the passage and of its sentences.
    expect(engine.modelCalls).toBe(calls + 1);
    expect(relevances[1]).toEqual(relevances[0]);
    expect(relevances[0]![0]).toBe(1);
  });
});

describe('cross-encoder', () => {
  test('measures the loss of the logit without each sentence, in one more call than there are sentences', async () => {
    const { engine } = await createTiny('tiny-cross');
    const query = 'old clocks';
    const passage = { title: 'Time', text };
    const without = [
      'Old clocks break! Nobody knows why.',
      'The sun is hot. Nobody knows why.',
      'The sun is hot. Old clocks break!',
    ];
    const [full, ...rest] = await engine.classify!(query, [
      passage,
      ...without.map((each) => ({ ...passage, text: each })),
    ]);
    const losses = rest.map(({ logit }) => Math.max(0, full!.logit - logit));
    const before = engine.modelCalls;
    const [explanation] = await explain(crossEncoder, engine, query, [passage]);
    expect(engine.modelCalls - before).toBe(4);
    expect(explanation).toMatchObject({ by: 'leave-one-out', tokens: [] });
    const most = Math.max(...losses);
    explanation!.sentences.forEach(({ relevance }, i) => expect(relevance).toBeCloseTo(losses[i]! / most, 3));
  });
});
