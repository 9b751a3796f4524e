'use client';

/**
 * @file `rankside/react`: a hook that ranks. It is marked as client code for frameworks that have server components.
 */
import { useEffect, useMemo, useState } from 'react';
import type { Passage } from '../core/types';
import { runJob, sameJob, rankingToShow } from './shared/live-ranking';
import type { RankingJob, LiveOptions, LiveRanking, ShownRanking } from './shared/live-ranking';

export type { LiveOptions, LiveRanking };

/**
 * Ranks `passages` for `query` and returns the ranking so far. A change of either aborts the current call and starts a
 * new one; unmounting aborts it too.
 *
 * `results` contain the passage objects of the current render. Create the reranker outside of the component, and
 * dispose of it where it was created. Nothing is ranked during server rendering.
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

/** Returns the same object until query, passages or options change. */
function useJob<P extends Passage>(given: RankingJob<P>): RankingJob<P> {
  const [job, setJob] = useState(given);
  if (sameJob(job, given)) return job;
  setJob(given); // React renders again immediately, before it shows anything
  return given;
}

function withPassages<P extends Passage>(ranking: LiveRanking<P>, passages: readonly P[]): LiveRanking<P> {
  return { ...ranking, results: ranking.results.map((result) => ({ ...result, passage: passages[result.index]! })) };
}
