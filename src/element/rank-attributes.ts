/** @file Sets `data-rerank-rank` and `data-rerank-score` on ranked results, for the page's styles and scripts. */
import type { ListResult } from './events';

export function setRankAttributes(results: readonly ListResult[]): void {
  for (const { element, rank, score } of results) {
    if (score === undefined) continue; // it is not scored yet
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
