/** @file Sets `data-rerank-rank` and `data-rerank-score` on ranked results, for the page's styles and scripts. */
import type { ListResult } from './events';

export function setRankAttributes(results: readonly ListResult[]): void {
  for (const { element, rank, score, scoredBy } of results) {
    if (scoredBy === 'none') continue; // it has no score yet
    element.dataset['rerankRank'] = String(rank);
    element.dataset['rerankScore'] = score.toFixed(4);
  }
}

export function removeRankAttributes(elements: readonly HTMLElement[]): void {
  for (const { dataset } of elements) {
    delete dataset['rerankRank'];
    delete dataset['rerankScore'];
  }
}
