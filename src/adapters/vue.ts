/** @file `rankside/vue`: a ranking as a composable. */
import { shallowRef, toRaw, toValue, watch } from 'vue';
import type { MaybeRefOrGetter, ShallowRef } from 'vue';
import type { Passage } from '../core/types';
import { runJob, sameJob, rankingToShow } from './shared/live-ranking';
import type { RankingJob, LiveOptions, LiveRanking } from './shared/live-ranking';

export type { LiveOptions, LiveRanking };

/**
 * Ranks `passages` for `query` and follows both: a change aborts the run under way and starts the next, and so does the end of the
 * component or effect scope.
 *
 * Make the reranker outside of the component, and dispose of it where it was made. Nothing runs while rendering on a server.
 */
export function useRerank<P extends Passage>(
  query: MaybeRefOrGetter<string>,
  passages: MaybeRefOrGetter<readonly P[]>,
  options: MaybeRefOrGetter<LiveOptions>,
): Readonly<ShallowRef<LiveRanking<P>>> {
  let current: RankingJob<P> | undefined;
  const job = (): RankingJob<P> => {
    const { reranker, ...rest } = toValue(options);
    // A reactive proxy of a reranker could not reach its private fields.
    const next = {
      query: toValue(query),
      passages: [...toValue(passages)],
      options: { ...rest, reranker: toRaw(reranker) },
    };
    return (current = current && sameJob(current, next) ? current : next);
  };
  const ranking = shallowRef(rankingToShow(job(), undefined));
  let last: RankingJob<P> | undefined;
  watch(
    job,
    (now, _, onCleanup) => {
      ranking.value = rankingToShow(now, last && { job: last, ranking: ranking.value });
      last = now;
      if (typeof document !== 'undefined') onCleanup(runJob(now, (next) => (ranking.value = next)));
    },
    { immediate: true },
  );
  return ranking;
}
