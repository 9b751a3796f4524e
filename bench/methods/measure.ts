/** @file Runs one method over the queries of a set and measures its quality and cost. */
import process from 'node:process';
import { isRerankError } from '../../src/core/errors';
import type { BeirSet } from '../../src/eval/beir';
import type { Candidate } from '../../src/eval/evaluate';
import { ndcgAt10 } from '../../src/eval/metrics';
import type { NodeRerankerOptions } from '../../src/cli/node-reranker';
import type { Contender } from './contenders';
import type { Counted } from './counted';
import type { BenchModel } from './bench-model';
import type { CutPassage } from './passages';
import { cutterFor } from './passages';
import type { Conditions, QueryRecord } from './record';

export type Create = (options: NodeRerankerOptions) => Promise<Counted>;

/** A method with its loaded model. */
export type MethodBench = {
  measure(set: BeirSet, query: string): Promise<QueryRecord & { readonly clock: number }>;
  close(): Promise<void>;
};

export function conditionsOf(
  { maxCandidates, passageTokens }: Contender,
  model: BenchModel,
  depth: number,
): Conditions {
  return {
    model: model.name,
    fingerprint: model.fingerprint,
    candidates: Math.min(depth, maxCandidates ?? depth),
    passageTokens: passageTokens ?? null,
  };
}

/** No vectors are cached, so that every query costs as much as the first one over its passages. */
export async function openMethodBench(
  contender: Contender,
  model: BenchModel,
  { candidates, passageTokens }: Conditions,
  create: Create,
): Promise<MethodBench> {
  const counted = await create({
    model: model.model,
    method: contender.name,
    cores: 1,
    vectorCacheBytes: 0,
    ...model.how,
  });
  const cut = await cutterFor(model, passageTokens);
  return {
    async measure(set, query) {
      const before = { tokens: counted.tokens(), cpu: process.cpuUsage(), clock: performance.now() };
      const run = set.run.get(query) ?? [];
      const head = run.slice(0, candidates);
      const { order, calls } = await rank(
        counted,
        contender,
        set.queries.get(query)!,
        passagesOf(set, query, head, cut),
      );
      const { user, system } = process.cpuUsage(before.cpu);
      const ranking = [...order.map((index) => head[index]!), ...run.slice(head.length)];
      return {
        ndcg10: ndcgAt10(ranking, set.qrels.get(query) ?? new Map<string, number>()),
        calls,
        tokens: counted.tokens() - before.tokens,
        seconds: (user + system) / 1e6,
        clock: (performance.now() - before.clock) / 1000,
      };
    },
    close: () => counted.reranker.dispose(),
  };
}

/**
 * Returns the method's own order, without fusion: a prompt that holds the first-stage scores gets them through
 * `weighted`, and the order is by the model's score. A query that is too long keeps the first-stage order.
 */
async function rank({ reranker }: Counted, contender: Contender, query: string, passages: readonly Candidate[]) {
  const fusion = contender.readsFirstStage ? 'weighted' : 'none';
  try {
    const { results, stats } = await reranker.rerank(query, passages, { fusion });
    const own = results.toSorted((a, b) => b.score! - a.score! || a.index - b.index);
    return { order: own.map(({ index }) => index), calls: stats.modelCalls };
  } catch (error) {
    if (!isRerankError(error, 'query-too-long')) throw error;
    return { order: passages.map((_, index) => index), calls: 0 };
  }
}

function passagesOf(set: BeirSet, query: string, ids: readonly string[], cut: CutPassage): Candidate[] {
  return ids.map((id) => {
    const score = set.scores?.get(query)?.get(id);
    return cut({ ...set.corpus.get(id)!, ...(score !== undefined && { score }) });
  });
}
