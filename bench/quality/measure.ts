/** @file Measures one pass: it ranks the queries of a set with a reranker. */
import { isRerankError } from '../../src/core/errors';
import type { BeirDocument, BeirSet } from '../../src/eval/beir';
import type { EvaluateProgress } from '../../src/eval/evaluate';
import { evaluate } from '../../src/eval/evaluate';
import type { Reranker } from '../../src/client/reranker';
import { startCosts } from './costs';
import type { Job } from './job';
import type { Outcome } from './record';
import type { SetPlan } from './sets';
import { readSet } from './sets';
import type { Results } from './tally';
import { startTally } from './tally';

type Show = (step: EvaluateProgress) => void;

/** Creates the pass's reranker, with a cache for every passage of the set, and disposes it at the end. */
export async function measure(
  job: Job,
  create: (options: Job['pass']['options']) => Promise<Reranker>,
  show: Show = () => undefined,
): Promise<Outcome> {
  const set = await readSet(job.plan);
  const reranker = await create({ vectorCacheBytes: 2 ** 31, ...job.pass.options });
  try {
    return await run(set, job, reranker, show);
  } finally {
    await reranker.dispose();
  }
}

async function run(set: BeirSet, job: Job, reranker: Reranker, show: Show): Promise<Outcome> {
  const costs = await startCosts(reranker);
  const tally = startTally(set, job, reranker.report.fusion.weight);
  let unread = 0;
  let latest: Results = [];

  const rank = async (query: string, passages: readonly BeirDocument[]): Promise<readonly number[]> => {
    const found = await orTooLong(costs.watch(() => reranker.rerank(query, passages, { fusion: 'none' })));
    if (!found) unread++;
    latest = found?.results ?? [];
    return found ? latest.map(({ index }) => index) : passages.map((_, index) => index);
  };

  for await (const step of evaluate(set, { rank, ...limits(job.plan) })) {
    tally.add(step, latest);
    latest = []; // a query without candidates makes no call
    show(step);
  }
  const { measured, ...shared } = tally.total();
  const { engine } = reranker.report;
  return { ...shared, measured: { engine, cost: costs.total(), unread, ...measured } };
}

function limits({ candidates, minGrade, queries }: SetPlan) {
  return { candidates, minGrade, ...(queries !== undefined && { queries }) };
}

/** Resolves with `undefined` for a query that is too long for the model. */
function orTooLong<T>(call: Promise<T>): Promise<T | undefined> {
  return call.catch((error: unknown) => {
    if (isRerankError(error, 'query-too-long')) return undefined;
    throw error;
  });
}
