/** @file The sentence of a passage that contains most of the query's words, where there is no explanation. Pure. */
import type { TextSpan } from '../../core/types';
import { sentencesOf } from '../../util/sentences';
import { termsOf } from '../../words/words';

/** Returns undefined if no sentence contains a word of the query. Of equal sentences the first one counts. */
export function bestSentence(text: string, terms: readonly string[]): TextSpan | undefined {
  const wanted = new Set(terms);
  let best: TextSpan | undefined;
  let most = 0;
  for (const sentence of sentencesOf(text)) {
    const found = new Set(termsOf(text.slice(sentence.start, sentence.end)).filter((term) => wanted.has(term)));
    if (found.size <= most) continue;
    most = found.size;
    best = sentence;
  }
  return best;
}
