/** @file `rankside/vue`: a composable that ranks. */
import { shallowRef, toRaw, toValue, watch } from 'vue';
import type { MaybeRefOrGetter, ShallowRef } from 'vue';
import type { Passage } from '../core/types';
import { runJob, sameJob, rankingToShow } from './shared/live-ranking';
import type { RankingJob, LiveOptions, LiveRanking } from './shared/live-ranking';

export type { LiveOptions, LiveRanking };

/**
 * Ranks `passages` for `query` and returns a ref to the ranking so far. A change of either aborts the current call and
 * starts a new one; the end of the component or effect scope aborts it too.
 *
 * Create the reranker outside of the component, and dispose of it where it was created. Nothing is ranked during server
 * rendering.
 */
export function useRerank<P extends Passage>(
  query: MaybeRefOrGetter<string>,
  passages: MaybeRefOrGetter<readonly P[]>,
  options: MaybeRefOrGetter<LiveOptions>,
): Readonly<ShallowRef<LiveRanking<P>>> {
  let current: RankingJob<P> | undefined;
  const job = (): RankingJob<P> => {
    const { reranker, ...rest } = toValue(options);
    // The private fields of a reranker cannot be reached through a reactive proxy.
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
