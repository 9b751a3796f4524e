/**
 * @file The start-up self-test: the card's golden pairs through the same method that will rank, against fp32 reference logits.
 *
 * Scores must be finite, distinct, in the reference order and within the variant's tolerance. It catches what silently happens to
 * browser inference: all-equal scores, shuffled rows, fp16 overflow, gibberish from an unsupported kernel.
 */
import type { Engine } from '../../engine/engine';
import { VectorCache } from '../../engine/vectors/vector-cache';
import type { Method, Task } from '../../methods/contract/method';
import type { GoldenQuery, ModelCard, Variant } from '../../models/card';

export type SelfTest = { readonly pairs: number; readonly maxError: number; readonly tolerance: number };

/** @throws Error that says which check failed, with the scores */
export async function selfTest(engine: Engine, card: ModelCard, method: Method, variant: Variant): Promise<SelfTest> {
  let pairs = 0;
  let maxError = 0;
  for (const golden of card.golden) {
    const logits = await scoreGolden(golden, engine, card, method);
    maxError = Math.max(maxError, checkGolden(golden, logits, variant.tolerance));
    pairs += logits.length;
  }
  if (pairs === 0) return plausible(engine, card, method);
  return { pairs, maxError, tolerance: variant.tolerance };
}

/** Of a model without golden pairs: finite and distinct scores, and the passage that answers above those that do not. */
async function plausible(engine: Engine, card: ModelCard, method: Method): Promise<SelfTest> {
  const passages = PLAUSIBLE.map((text) => ({ text, logits: [] }));
  const logits = await scoreGolden({ query: 'What is the capital of France?', passages }, engine, card, method);
  const complain = (what: string) => new Error(`The scores of a text that answers and two that do not ${what}: got ${list(logits)}`); // prettier-ignore
  if (!logits.every(Number.isFinite)) throw complain('are not finite');
  if (new Set(logits).size < logits.length) throw complain('are not distinct');
  if (logits.some((logit, at) => at > 0 && logit >= logits[0]!)) throw complain('are not plausible');
  return { pairs: logits.length, maxError: 0, tolerance: Infinity };
}

const PLAUSIBLE = [
  'Paris is the capital of France and its largest city.',
  'A bicycle chain wants a drop of oil now and then.',
  'Bread rises best in a warm kitchen.',
];

/** Largest distance from the reference at the exit in use, the last. Pairs nearer to each other than twice the tolerance may change places. */
export function checkGolden({ query, passages }: GoldenQuery, logits: readonly number[], tolerance: number): number {
  const expected = passages.map(({ logits: all }) => all.at(-1)!);
  const complain = (what: string) => {
    return new Error(
      `The self-test scores ${what} for ${JSON.stringify(query)}: expected ${list(expected)}, got ${list(logits)}`,
    );
  };
  if (!logits.every(Number.isFinite)) throw complain('are not finite');
  if (new Set(logits).size < new Set(expected).size) throw complain('are not distinct');
  const distances = logits.map((logit, index) => Math.abs(logit - expected[index]!));
  for (const [a, left] of expected.entries()) {
    for (const [b, right] of expected.entries()) {
      if (left - right > 2 * tolerance && logits[a]! <= logits[b]!) throw complain('are not in the reference order');
    }
  }
  const maxError = Math.max(...distances);
  if (maxError > tolerance) throw complain(`are ${maxError.toFixed(4)} off (tolerance ${tolerance})`);
  return maxError;
}

function list(values: readonly number[]): string {
  return `[${values.map((value) => value.toFixed(4)).join(', ')}]`;
}

async function scoreGolden(golden: GoldenQuery, engine: Engine, card: ModelCard, method: Method): Promise<number[]> {
  const logits = new Array<number>(golden.passages.length).fill(NaN);
  for await (const scores of method.run(goldenTask(golden, card), engine)) {
    for (const { index, logit } of scores) logits[index] = logit;
  }
  return logits;
}

/** All pairs in one batch, so that rows mixed up within a batch are seen; nothing is kept. */
function goldenTask({ query, passages }: GoldenQuery, card: ModelCard): Task {
  return {
    query,
    passages,
    pending: passages.map((_, index) => index),
    card,
    vectors: new VectorCache(0),
    // eslint-disable-next-line @typescript-eslint/require-await
    async *microBatches(_work, rows) {
      if (rows.length > 0) yield rows;
    },
    async *spread(engine, { indices }, run) {
      if (indices.length > 0) yield await run(indices, engine);
    },
  };
}
