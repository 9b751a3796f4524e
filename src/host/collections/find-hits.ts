/** @file Hits by words alone. */
import type { Hit, SearchRequest } from '../../protocol/collection-api';
import { bestSentence } from './best-sentence';
import { bestOfDocuments } from './order-hits';
import type { PassageSource, SourcePassage } from './passage-source';

export type FoundHits = { readonly hits: readonly Hit[]; readonly matching: number };

export async function findHits(
  source: PassageSource,
  { query, topN, unit, allowed }: SearchRequest,
): Promise<FoundHits> {
  const matches = source.findByWords(query, allowed);
  const located = matches.map((match) => ({ ...match, slot: source.slotOf(match.passage) }));
  const top = unit === 'document' ? bestOfDocuments(located, topN) : located.slice(0, topN);
  const passages = await source.passagesAt(top.map(({ passage }) => passage));
  const hits = passages.map((passage, i): Hit => {
    const { terms } = top[i]!;
    const sentence = bestSentence(passage.text, terms);
    return { ...hitOf(passage, terms), ...(sentence ? { sentence } : {}) };
  });
  return { hits, matching: matches.length };
}

/** The facts of a passage that the page is told. */
export function hitOf({ input: _, encoded: __, ...hit }: SourcePassage, terms: readonly string[]): Hit {
  return { ...hit, terms };
}
