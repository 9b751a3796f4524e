/** @file The status line of a search: what was found, by whom, and in what time. */
import type { RerankStats } from 'rankside';
import type { LibraryWatch } from '../documents/library-state';
import type { SearchAnswer } from '../../shared/library-data';
import { countOf, formatDuration } from '../ui/format';

/** The line while there is no question. */
export function describeLibrary({ state, isOpen }: LibraryWatch): string {
  if (!isOpen) return 'Opening your documents…';
  if (state.documents.length === 0) return '';
  const size = `${countOf(state.documents.length, 'document')}, ${countOf(state.chunks, 'passage')} to search`;
  return `${size}. All of them stay in this browser.`;
}

export function describeFirstStage({ matching, inScope, ms }: SearchAnswer, isLoading: boolean): string {
  const found =
    matching === 0
      ? 'No passage contains a word of your question'
      : `${matching} of ${countOf(inScope, 'passage')} found by their words in ${formatDuration(ms)}`;
  return isLoading
    ? `${found}. The model is still loading and will reorder the results when it is ready.`
    : `${found}.`;
}

export function describeRanked({ matching, ms }: SearchAnswer, stats: RerankStats, candidates: number): string {
  const found = `${countOf(matching, 'passage')} found by their words in ${formatDuration(ms)}`;
  const skipped = stats.skipped > 0 ? `, ${stats.skipped} of them only by the small model` : '';
  const read = `${candidates} read by the model in ${formatDuration(stats.timings.totalMs)}${skipped}`;
  const warnings = stats.warnings.map((warning) => ` ${warning}.`).join('');
  return `${found}, ${read}.${warnings}`;
}
