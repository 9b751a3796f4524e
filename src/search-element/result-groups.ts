/** @file Results grouped by page: pages in the order of their best passage, sections of a page by theirs. Pure. */
import type { SearchHit } from '../collection/types';

export type ResultGroup = { readonly title: string; readonly hits: readonly SearchHit[] };

const PER_PAGE = 3;

export function groupByPage(hits: readonly SearchHit[]): ResultGroup[] {
  const groups = new Map<SearchHit['id'], { title: string; hits: SearchHit[] }>();
  for (const hit of hits) {
    const group = groups.get(hit.id) ?? { title: hit.title ?? String(hit.id), hits: [] };
    groups.set(hit.id, group);
    const isShown = group.hits.some(({ url, heading }) => url === hit.url && heading === hit.heading);
    if (!isShown && group.hits.length < PER_PAGE) group.hits.push(hit);
  }
  return [...groups.values()];
}

/** The headings below the page's title. */
export function sectionOf({ heading, title }: SearchHit): string {
  const prefix = `${title ?? ''} › `;
  if (heading === undefined || heading === title) return title ?? '';
  return heading.startsWith(prefix) ? heading.slice(prefix.length) : heading;
}
