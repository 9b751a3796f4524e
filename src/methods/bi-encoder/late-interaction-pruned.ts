/**
 * @file Late interaction that stops scoring a passage once it cannot reach the best k: the query's tokens are matched
 * in order of weight, and an upper bound holds for the sum of the remaining ones (after the threshold algorithm of
 * Fagin et al. 2001).
 *
 * It is an exact bound of our own, and no published pruning: those drop token vectors, or passages by an estimate. The
 * best k are exactly those of `late-interaction`; a passage that is dropped early gets its upper bound as its score.
 * Model calls: 1 + passages whose vectors are not cached.
 */
import { unpackComponents } from '../../engine/token-vectors';
import type { QueryVectors, TokenVectors } from '../../engine/token-vectors';
import { weightsOf } from '../../models/exits';
import { settingsOf } from '../contract/model-calls';
import { explainByMaxSim } from './explain-max-sim';
import { cosine } from './max-sim';
import type { Method } from '../contract/method';
import { encodePassages } from './encode-passages';

export const lateInteractionPruned: Method = {
  name: 'late-interaction-pruned',
  family: 'bi-encoder',
  needs: ['embedTokens'],
  scoreKind: 'list',
  summary: '`late-interaction` that drops a passage early once it cannot reach the best k; the best k are the same.',
  calls: '1 + passages not cached',
  source: 'Khattab and Zaharia 2020 (ColBERT); Fagin et al. 2001 (threshold algorithm)',
  explain: explainByMaxSim,
  async *run(task, engine) {
    if (task.pending.length === 0) return;
    const query = await engine.embedQuery!(task.query);
    const weights = weightsOf(task.card);
    const best = new BestScores(task.top ?? settingsOf(task.card).top);
    const cost = (index: number) => engine.cost(task.passages[index]!);
    for await (const indices of task.microBatches('late-interaction-pruned', task.pending, cost)) {
      const encoded = await encodePassages(indices, task, engine);
      yield indices.map((index, i) => {
        const { vectors, truncatedTokens } = encoded[i]!;
        const share = weights.cosine * cosine(query, vectors);
        const logit = boundedScore(query, vectors, { share, weight: weights.maxsim, least: best.least });
        best.add(logit);
        return { index, logit, truncatedTokens };
      });
    }
  },
};

type Terms = { readonly share: number; readonly weight: number; readonly least: number };

/** Returns share + weight · MaxSim, or an upper bound of it that is below `least`. */
export function boundedScore(query: QueryVectors, passage: TokenVectors, { share, weight, least }: Terms): number {
  const { dimensions, rows } = passage;
  const components = unpackComponents(passage, new Int8Array(rows * dimensions));
  const longest = longestOf(components, passage);
  const heaviest = [...query.weights.keys()].sort((a, b) => query.weights[b]! - query.weights[a]! || a - b);
  const total = query.weights.reduce((sum, each) => sum + each, 0);
  const most = heaviest.map((token) => (query.weights[token]! * lengthOf(query, token) * longest) / total);
  let open = most.reduce((sum, each) => sum + each, 0);
  let sum = 0;
  for (const [i, token] of heaviest.entries()) {
    const bound = share + weight * (sum + open);
    if (bound < least) return bound;
    sum += (query.weights[token]! * bestMatch(query, token, components, passage)) / total;
    open -= most[i]!;
  }
  return share + weight * sum;
}

/** Keeps the k largest scores; `least` is the smallest of them, −Infinity until there are k. */
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
    const position = this.#scores.findIndex((other) => other < score);
    this.#scores.splice(position === -1 ? this.#scores.length : position, 0, score);
    this.#scores.length = Math.min(this.#scores.length, this.#count);
  }
}

function bestMatch(
  query: QueryVectors,
  token: number,
  components: Int8Array,
  { rows, dimensions, scales }: TokenVectors,
) {
  let best = -Infinity;
  for (let passageToken = 0, p = 0; passageToken < rows; passageToken++) {
    let dot = 0;
    for (let d = 0, q = token * dimensions; d < dimensions; d++, p++, q++) dot += query.components[q]! * components[p]!;
    best = Math.max(best, dot * scales[passageToken]!);
  }
  return best * query.scales[token]!;
}

function longestOf(components: Int8Array, { rows, dimensions, scales }: TokenVectors): number {
  let longest = 0;
  for (let token = 0; token < rows; token++) {
    let squares = 0;
    for (let d = token * dimensions; d < (token + 1) * dimensions; d++) squares += components[d]! ** 2;
    longest = Math.max(longest, Math.sqrt(squares) * scales[token]!);
  }
  return longest;
}

function lengthOf({ components, scales, dimensions }: QueryVectors, token: number): number {
  const vector = components.subarray(token * dimensions, (token + 1) * dimensions);
  return Math.sqrt(vector.reduce((sum, value) => sum + value ** 2, 0)) * scales[token]!;
}
