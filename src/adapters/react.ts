'use client';

/** @file `rankside/react`: a ranking as a hook, for the client components of frameworks that tell them apart. */
import { useEffect, useMemo, useState } from 'react';
import type { Passage } from '../core/types';
import { runJob, sameJob, rankingToShow } from './shared/live-ranking';
import type { RankingJob, LiveOptions, LiveRanking, ShownRanking } from './shared/live-ranking';

export type { LiveOptions, LiveRanking };

/**
 * Ranks `passages` for `query` and follows both: a change aborts the run under way and starts the next, and so does unmounting.
 *
 * What the hook gives is the ranking so far; `results` hold the passages of this very render. Make the reranker outside of the
 * component, and dispose of it where it was made. Nothing runs while rendering on a server.
 */
export function useRerank<P extends Passage>(
  query: string,
  passages: readonly P[],
  options: LiveOptions,
): LiveRanking<P> {
  const job = useJob({ query, passages, options });
  const [last, setLast] = useState<ShownRanking<P>>();
  useEffect(() => runJob(job, (ranking) => setLast({ job, ranking })), [job]);
  const shown = useMemo(() => rankingToShow(job, last), [job, last]);
  return useMemo(() => withPassages(shown, passages), [shown, passages]);
}

/** The same object for as long as it is the same work. */
function useJob<P extends Passage>(given: RankingJob<P>): RankingJob<P> {
  const [job, setJob] = useState(given);
  if (sameJob(job, given)) return job;
  setJob(given); // React renders again at once, before anything is shown
  return given;
}

function withPassages<P extends Passage>(ranking: LiveRanking<P>, passages: readonly P[]): LiveRanking<P> {
  return { ...ranking, results: ranking.results.map((row) => ({ ...row, passage: passages[row.index]! })) };
}
