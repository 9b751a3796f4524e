/**
 * @file Explains a late-interaction score by the sentences and the tokens of the passage, using MaxSim.
 *
 * Each query token matches one passage token best (Khattab and Zaharia 2020, ColBERT) and contributes its weight times
 * their cosine to that token. What control tokens and the title contribute is left out, because they have no span in
 * the text; so is the cosine of the pooled vectors, which does not divide into tokens.
 *
 * The relevance of a sentence is not the sum of its tokens' contributions: the best matches of "where" or "is" are
 * often in other sentences, whose vectors contain what stands around them. It is the MaxSim of its own tokens, and
 * where several are close to the best one, their MaxSim when each is read alone. Measured by `bench/sentences.mjs`.
 *
 * Model calls: 1 for the query + 1 for each passage whose vectors were evicted + 1 for the sentences of each passage
 * that are read alone and whose vectors are not cached.
 */
import { unpackComponents } from '../../engine/token-vectors';
import type { QueryVectors, TokenVectors } from '../../engine/token-vectors';
import type { TextSpan } from '../../core/types';
import type { Engine, PassageText } from '../../engine/engine';
import { sentencesBefore } from '../../util/sentences';
import { scaleToLargest } from '../explain/explain';
import type { Explain, ExplainTask } from '../explain/explain';
import { encodeTexts } from './encode-passages';
import { maxSim } from './max-sim';

/** At most so many sentences of a passage are read alone; reading all of them finds no more right ones. */
const READ_ALONE = 3;
/** Sentences whose MaxSim is smaller than the best one by more than this are not read alone. */
const CLOSE = 0.04;
/** The best sentence is above the background by at least this much, so that it has a relevance of 1. */
const LEAST_CONTRAST = 0.001;

export const explainByMaxSim: Explain = async function* (task, engine) {
  if (task.passages.length === 0) return;
  const query = await engine.embedQuery!(task.query);
  for (const passage of task.passages) {
    await task.checkpoint();
    const [encoded] = await encodeTexts([passage], task.vectors, engine);
    const similarities = similaritiesOf(query, encoded!.vectors);
    const contributions = contributionsOf(query, similarities);
    const spans = engine.spans?.(passage) ?? [];
    const located = [...spans.keys()].filter((token) => spans[token]);
    const tokens = located.map((token) => spans[token]!);
    const values = located.map((token) => contributions[token] ?? 0);
    const sentences = sentencesBefore(passage.text, tokens.at(-1)?.end ?? 0);
    const own = sentences.map(({ start, end }) => {
      const inside = located.filter((token) => spans[token]!.start >= start && spans[token]!.start < end);
      return matchWithin(query, similarities, inside);
    });
    const matches = await readCloseAlone({ query, passage, sentences, own }, task, engine);
    const background = Math.min(backgroundOf(query, similarities, located), Math.max(...matches) - LEAST_CONTRAST);
    yield {
      by: 'max-sim',
      sentences: scaleToLargest(
        sentences,
        matches.map((match) => match - background),
      ),
      tokens: scaleToLargest(tokens, values),
    };
  }
};

/** The cosine of each query token with each passage token: one row for each query token. */
type Similarities = readonly Float64Array[];

export function similaritiesOf(query: QueryVectors, passage: TokenVectors): Similarities {
  const { dimensions } = query;
  const components = unpackComponents(passage, new Int8Array(passage.rows * dimensions));
  return Array.from({ length: query.rows }, (_, queryToken) => {
    const q = query.components.subarray(queryToken * dimensions, (queryToken + 1) * dimensions);
    const row = new Float64Array(passage.rows);
    for (let token = 0, p = 0; token < passage.rows; token++) {
      let dot = 0;
      for (let d = 0; d < dimensions; d++, p++) dot += q[d]! * components[p]!;
      row[token] = dot * query.scales[queryToken]! * passage.scales[token]!;
    }
    return row;
  });
}

/**
 * Returns the sum that the query's tokens contribute to each passage token: (passage tokens). Of equal matches the
 * first one counts.
 */
export function contributionsOf({ weights }: QueryVectors, similarities: Similarities): Float64Array {
  const contributions = new Float64Array(similarities[0]?.length ?? 0);
  for (const [queryToken, row] of similarities.entries()) {
    const best = row.reduce((most, value, token) => (value > row[most]! ? token : most), 0);
    contributions[best]! += weights[queryToken]! * row[best]!;
  }
  return contributions;
}

/** Returns the mean, by the weights of the query's tokens, of the best cosine with one of these passage tokens. */
function matchWithin(query: QueryVectors, similarities: Similarities, tokens: readonly number[]): number {
  return weightedMean(query, similarities, (row) => tokens.reduce((most, token) => Math.max(most, row[token]!), -1));
}

/** Returns the mean, by the weights of the query's tokens, of their mean cosines with these passage tokens. */
function backgroundOf(query: QueryVectors, similarities: Similarities, tokens: readonly number[]): number {
  return weightedMean(
    query,
    similarities,
    (row) => tokens.reduce((sum, token) => sum + row[token]!, 0) / tokens.length,
  );
}

function weightedMean(
  { weights }: QueryVectors,
  similarities: Similarities,
  valueOf: (row: Float64Array) => number,
): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return similarities.reduce((sum, row, queryToken) => sum + weights[queryToken]! * valueOf(row), 0) / total;
}

type Sentences = {
  readonly query: QueryVectors;
  readonly passage: PassageText;
  readonly sentences: readonly TextSpan[];
  /** The MaxSim of each sentence's tokens, read in the passage. */
  readonly own: readonly number[];
};

/**
 * Returns the MaxSim of each sentence, read alone for those that are close to the best. That of the others is at most
 * as large as the smallest of these.
 */
async function readCloseAlone({ query, passage, sentences, own }: Sentences, task: ExplainTask, engine: Engine) {
  const most = Math.max(...own);
  const close = [...own.keys()].filter((index) => own[index]! >= most - CLOSE);
  if (close.length < 2 || task.vectorsOnly === true) return own;
  const best = close.sort((a, b) => own[b]! - own[a]!).slice(0, READ_ALONE);
  const texts = best.map((index) => ({ text: passage.text.slice(sentences[index]!.start, sentences[index]!.end) }));
  await task.checkpoint();
  const alone = (await encodeTexts(texts, task.vectors, engine)).map(({ vectors }) => maxSim(query, vectors));
  const least = Math.min(...alone);
  return own.map((value, index) => {
    const place = best.indexOf(index);
    return place < 0 ? Math.min(value, least) : alone[place]!;
  });
}
