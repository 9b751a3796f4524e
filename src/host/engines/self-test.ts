/**
 * @file The start-up self-test: scores the card's golden pairs with a method of the model and compares them with fp32
 * logits.
 *
 * Scores must be finite, distinct, in the reference order and within the variant's tolerance. The test catches silent
 * failures of inference in a browser: equal scores for all pairs, rows in the wrong order, fp16 overflow, wrong numbers
 * from a shader.
 */
import type { Engine } from '../../engine/engine';
import { VectorCache } from '../../engine/vectors/vector-cache';
import type { Method, Task } from '../../methods/contract/method';
import type { GoldenQuery, ModelCard, Variant } from '../../models/card';

export type SelfTest = { readonly pairs: number; readonly maxError: number; readonly tolerance: number };

/** @throws Error that names the failed check and quotes the scores */
export async function selfTest(engine: Engine, card: ModelCard, method: Method, variant: Variant): Promise<SelfTest> {
  let pairs = 0;
  let maxError = 0;
  for (const golden of card.golden) {
    const logits = await scoreGolden(golden, engine, card, method);
    maxError = Math.max(maxError, checkGolden(golden, logits, variant.tolerance));
    pairs += logits.length;
  }
  if (pairs === 0) return testPlausibility(engine, card, method);
  return { pairs, maxError, tolerance: variant.tolerance };
}

/**
 * For a model without golden pairs: scores must be finite and distinct, and the passage with the answer must rank
 * first.
 */
async function testPlausibility(engine: Engine, card: ModelCard, method: Method): Promise<SelfTest> {
  const logits = await scoreGolden(PLAUSIBLE_ANSWER, engine, card, method);
  const failure = (what: string) =>
    new Error(`The scores of one passage with the answer and two without ${what}: got ${formatScores(logits)}`);
  if (!logits.every(Number.isFinite)) throw failure('are not finite');
  if (new Set(logits).size < logits.length) throw failure('are not distinct');
  if (logits.some((logit, i) => i > 0 && logit >= logits[0]!)) throw failure('are not plausible');
  return { pairs: logits.length, maxError: 0, tolerance: Infinity };
}

/** A question with the passage that answers it first, for models without golden pairs. */
export const PLAUSIBLE_ANSWER: GoldenQuery = {
  query: 'What is the capital of France?',
  passages: [
    'Paris is the capital of France and its largest city.',
    'A bicycle chain wants a drop of oil now and then.',
    'Bread rises best in a warm kitchen.',
  ].map((text) => ({ text, logits: [] })),
};

/**
 * Returns the largest distance from the reference logits at the last exit. Pairs whose reference logits differ by no
 * more than twice the tolerance may swap ranks.
 *
 * @throws Error that names the failed check and quotes the scores
 */
export function checkGolden({ query, passages }: GoldenQuery, logits: readonly number[], tolerance: number): number {
  const expected = passages.map(({ logits: all }) => all.at(-1)!);
  const failure = (what: string) => {
    return new Error(
      `The self-test scores ${what} for ${JSON.stringify(query)}: ` +
        `expected ${formatScores(expected)}, got ${formatScores(logits)}`,
    );
  };
  if (!logits.every(Number.isFinite)) throw failure('are not finite');
  if (new Set(logits).size < new Set(expected).size) throw failure('are not distinct');
  const distances = logits.map((logit, index) => Math.abs(logit - expected[index]!));
  for (const [a, left] of expected.entries()) {
    for (const [b, right] of expected.entries()) {
      if (left - right > 2 * tolerance && logits[a]! <= logits[b]!) throw failure('are not in the reference order');
    }
  }
  const maxError = Math.max(...distances);
  if (maxError > tolerance) throw failure(`are ${maxError.toFixed(4)} off (tolerance ${tolerance})`);
  return maxError;
}

function formatScores(values: readonly number[]): string {
  return `[${values.map((value) => value.toFixed(4)).join(', ')}]`;
}

/** The logit of each golden passage, by the given method. */
export async function scoreGolden(
  golden: GoldenQuery,
  engine: Engine,
  card: ModelCard,
  method: Method,
): Promise<number[]> {
  const logits = new Array<number>(golden.passages.length).fill(NaN);
  for await (const scores of method.run(goldenTask(golden, card), engine)) {
    for (const { index, logit } of scores) logits[index] = logit;
  }
  return logits;
}

/** All pairs form one batch, so that the test detects rows that are mixed up within a batch. No vector is kept. */
function goldenTask({ query, passages }: GoldenQuery, card: ModelCard): Task {
  return {
    query,
    passages,
    pending: [...passages.keys()],
    card,
    vectors: new VectorCache(0),
    // eslint-disable-next-line @typescript-eslint/require-await
    async *microBatches(_work, indices) {
      if (indices.length > 0) yield indices;
    },
    async *spread(engine, { indices }, run) {
      if (indices.length > 0) yield await run(indices, engine);
    },
  };
}
