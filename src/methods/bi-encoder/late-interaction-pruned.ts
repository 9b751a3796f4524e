/**
 * @file Late interaction that gives a passage up once it cannot reach the best k: the query's tokens are matched heaviest first, and what
 * the others can still add is bounded (after the threshold algorithm of Fagin et al. 2001).
 *
 * The best k are exactly those of `late-interaction`; a passage given up has its bound for a score. Model calls: 1 + passages not seen before.
 */
import { unpackComponents } from '../../engine/token-vectors';
import type { QueryVectors, TokenVectors } from '../../engine/token-vectors';
import { weightsOf } from '../../models/exits';
import { settingsOf } from '../contract/asking';
import { explainByMaxSim } from '../explain/explain-max-sim';
import { cosine } from './max-sim';
import type { Method } from '../contract/method';
import { encodePassages } from './pooled';

export const lateInteractionPruned: Method = {
  name: 'late-interaction-pruned',
  needs: ['embedTokens'],
  scoreKind: 'list',
  summary:
    'As `late-interaction`, but a passage that cannot reach the best k is given up early; the best k are the same.',
  calls: '1 + passages not seen before',
  source: 'Khattab and Zaharia 2020 (ColBERT); Fagin et al. 2001 (threshold algorithm)',
  explain: explainByMaxSim,
  async *run(task, engine) {
    if (task.pending.length === 0) return;
    const query = await engine.embedQuery!(task.query);
    const weights = weightsOf(task.card);
    const best = new BestScores(task.top ?? settingsOf(task.card).top);
    const cost = (row: number) => engine.cost(task.passages[row]!);
    for await (const rows of task.microBatches('late-interaction-pruned', task.pending, cost)) {
      const encoded = await encodePassages(rows, task, engine);
      yield rows.map((index, at) => {
        const { vectors, truncatedTokens } = encoded[at]!;
        const share = weights.cosine * cosine(query, vectors);
        const logit = boundedScore(query, vectors, { share, weight: weights.maxsim, least: best.least });
        best.add(logit);
        return { index, logit, truncatedTokens };
      });
    }
  },
};

type Terms = { readonly share: number; readonly weight: number; readonly least: number };

/** share + weight · MaxSim, or an upper bound of it that is below `least`. */
export function boundedScore(query: QueryVectors, passage: TokenVectors, { share, weight, least }: Terms): number {
  const { dimensions, rows } = passage;
  const components = unpackComponents(passage, new Int8Array(rows * dimensions));
  const longest = longestOf(components, passage);
  const heaviest = [...query.weights.keys()].sort((a, b) => query.weights[b]! - query.weights[a]! || a - b);
  const total = query.weights.reduce((sum, each) => sum + each, 0);
  const most = heaviest.map((row) => (query.weights[row]! * lengthOf(query, row) * longest) / total);
  let open = most.reduce((sum, each) => sum + each, 0);
  let sum = 0;
  for (const [at, row] of heaviest.entries()) {
    const bound = share + weight * (sum + open);
    if (bound < least) return bound;
    sum += (query.weights[row]! * bestMatch(query, row, components, passage)) / total;
    open -= most[at]!;
  }
  return share + weight * sum;
}

/** The k largest so far; the least of them once there are k. */
class BestScores {
  readonly #count: number;
  readonly #scores: number[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  get least(): number {
    return this.#scores.length < this.#count ? -Infinity : this.#scores.at(-1)!;
  }

  add(score: number): void {
    if (score <= this.least) return;
    const place = this.#scores.findIndex((other) => other < score);
    this.#scores.splice(place === -1 ? this.#scores.length : place, 0, score);
    this.#scores.length = Math.min(this.#scores.length, this.#count);
  }
}

function bestMatch(
  query: QueryVectors,
  row: number,
  components: Int8Array,
  { rows, dimensions, scales }: TokenVectors,
) {
  let best = -Infinity;
  for (let at = 0, p = 0; at < rows; at++) {
    let dot = 0;
    for (let d = 0, q = row * dimensions; d < dimensions; d++, p++, q++) dot += query.components[q]! * components[p]!;
    best = Math.max(best, dot * scales[at]!);
  }
  return best * query.scales[row]!;
}

function longestOf(components: Int8Array, { rows, dimensions, scales }: TokenVectors): number {
  let longest = 0;
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let d = row * dimensions; d < (row + 1) * dimensions; d++) squares += components[d]! ** 2;
    longest = Math.max(longest, Math.sqrt(squares) * scales[row]!);
  }
  return longest;
}

function lengthOf({ components, scales, dimensions }: QueryVectors, row: number): number {
  const vector = components.subarray(row * dimensions, (row + 1) * dimensions);
  return Math.sqrt(vector.reduce((sum, value) => sum + value ** 2, 0)) * scales[row]!;
}
