/** @file How an answer came about, in a line. */
import type { RerankStats } from 'rankside';
import type { SearchAnswer } from '../../shared/library-data';
import { countOf, formatDuration } from '../ui/format';

export function describeFirstStage({ matching, inScope, ms }: SearchAnswer, isLoading: boolean): string {
  const found =
    matching === 0
      ? 'No passage shares a word with the query'
      : `${matching} of ${countOf(inScope, 'passage')} by words in ${formatDuration(ms)}`;
  return isLoading ? `${found}. The model is still loading; its order will follow.` : `${found}.`;
}

export function describeRanked({ matching, ms }: SearchAnswer, stats: RerankStats, candidates: number): string {
  const words = `${matching} by words in ${formatDuration(ms)}`;
  const skipped = stats.skipped > 0 ? `, ${stats.skipped} of them by the first-pass model alone` : '';
  const read = `${countOf(candidates, 'passage')} read by the model in ${formatDuration(stats.timings.totalMs)}${skipped}`;
  const warned = stats.warnings.map((warning) => ` ${warning}.`).join('');
  return `${words}, ${read}.${warned}`;
}
