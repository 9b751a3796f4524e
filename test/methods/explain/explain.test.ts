import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import type { Engine, PassageText } from '../../../src/engine/engine';
import { VectorCache } from '../../../src/engine/vectors/vector-cache';
import { crossEncoder } from '../../../src/methods/pointwise/cross-encoder';
import type { ExplainTask } from '../../../src/methods/explain/explain';
import { tokenContributions } from '../../../src/methods/explain/explain-max-sim';
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

  test('counts from the text’s start, and never points at the title', async () => {
    const [explanation] = await explain(method, engine, 'old clocks', [{ title: 'Old clocks. Old clocks.', text }]);
    expect(explanation!.sentences.map(({ start }) => start)).toEqual([0, 16, 34]);
  });

  test('gives relevance in [0, 1], whatever is in the text', async () => {
    const passages = [...PLAIN, ...BAD.map(([, bad]) => bad), LONG].map((each) => ({ text: each }));
    for (const [row, { sentences, tokens }] of (await explain(method, engine, 'fresh bread', passages)).entries()) {
      for (const { start, end, relevance } of [...sentences, ...tokens]) {
        expect(relevance >= 0 && relevance <= 1 && start < end && end <= passages[row]!.text.length).toBe(true);
      }
    }
  });

  test('gives what the model did not read no part', async () => {
    const short = new FakeEngine({ passageLimit: 4 });
    const [explanation] = await explain(method, short, 'old clocks', [{ text }]);
    expect(explanation!.sentences.map(textOf(text))).toEqual(['The sun is hot.']);
  });
});

describe('late-interaction', () => {
  test('gives each token what the query gives it, to the last bit of the score', async () => {
    const { engine } = await createTiny('tiny-late');
    const query = await engine.embedQuery!('How do you keep bread fresh?');
    for (const { vectors } of await engine.embedPassages!(PLAIN.map((each) => ({ text: each })))) {
      const total = query.weights.reduce((sum, weight) => sum + weight, 0);
      const given = tokenContributions(query, vectors).reduce((sum, gift) => sum + gift, 0);
      expect(given / total).toBeCloseTo(maxSim(query, vectors), 5);
    }
  });

  test('points at the tokens that the query names', async () => {
    const [explanation] = await explain(lateInteraction, new FakeEngine(), 'old clocks', [{ text }]);
    expect(explanation).toMatchObject({ by: 'max-sim' });
    const named = explanation!.tokens.filter(({ relevance }) => relevance > 0.5).map(textOf(text));
    expect(named).toEqual(['Old', 'clocks']);
    expect(explanation!.tokens).toHaveLength(10);
  });

  test('asks for vectors again only where they are gone', async () => {
    const engine = new FakeEngine();
    const vectors = new VectorCache(2 ** 20);
    const passages = PLAIN.map((each) => ({ text: each }));
    const encoded = await engine.embedPassages(passages);
    passages.slice(1).forEach((passage, row) => vectors.set(passage, encoded[row + 1]!));
    const before = engine.modelCalls;
    const task: ExplainTask = { query: 'bread', passages, vectors, checkpoint: () => Promise.resolve() };
    for await (const _ of lateInteraction.explain!(task, engine));
    expect(engine.modelCalls - before).toBe(2);
  });
});

describe('cross-encoder', () => {
  test('tells what the logit loses without a sentence, in one call more than there are sentences', async () => {
    const { engine } = await createTiny('tiny-cross');
    const query = 'old clocks';
    const passage = { title: 'Time', text };
    const without = [
      'Old clocks break! Nobody knows why.',
      'The sun is hot. Nobody knows why.',
      'The sun is hot. Old clocks break!',
    ];
    const [whole, ...rest] = await engine.classify!(query, [
      passage,
      ...without.map((each) => ({ ...passage, text: each })),
    ]);
    const losses = rest.map(({ logit }) => Math.max(0, whole!.logit - logit));
    const before = engine.modelCalls;
    const [explanation] = await explain(crossEncoder, engine, query, [passage]);
    expect(engine.modelCalls - before).toBe(4);
    expect(explanation).toMatchObject({ by: 'leave-one-out', tokens: [] });
    const most = Math.max(...losses);
    explanation!.sentences.forEach(({ relevance }, at) => expect(relevance).toBeCloseTo(losses[at]! / most, 3));
  });
});
