/** @file What is written on a ranked result, for the page's styles and scripts: `data-rerank-rank` and `data-rerank-score`. */
import type { ListResult } from './events';

export function setRankAttributes(results: readonly ListResult[]): void {
  for (const { element, rank, score, scoredBy } of results) {
    if (scoredBy === 'none') continue; // its turn has not come
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
