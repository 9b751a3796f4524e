/**
 * @file Explains a late-interaction score by the tokens of the passage, using MaxSim's own alignment.
 *
 * Each query token matches one passage token best (Khattab and Zaharia 2020, ColBERT) and contributes its weight times
 * their cosine. Contributions of control tokens and of the title are left out, because they have no span in the text;
 * so is the cosine of the pooled vectors, which does not divide into tokens. Model calls: 1 for the query + 1 for each
 * passage whose vectors were evicted.
 */
import { unpackComponents } from '../../engine/token-vectors';
import type { QueryVectors, TokenVectors } from '../../engine/token-vectors';
import type { TextSpan } from '../../core/types';
import type { Engine, PassageText } from '../../engine/engine';
import { sentencesBefore } from '../../util/sentences';
import { scaleToLargest } from './explain';
import type { Explain, ExplainTask } from './explain';

export const explainByMaxSim: Explain = async function* (task, engine) {
  if (task.passages.length === 0) return;
  const query = await engine.embedQuery!(task.query);
  for (const passage of task.passages) {
    await task.checkpoint();
    const contributions = tokenContributions(query, await vectorsFor(passage, task, engine));
    const spans = engine.spans?.(passage) ?? [];
    const located = [...spans.keys()].filter((token) => spans[token]);
    const tokens = located.map((token) => spans[token]!);
    const values = located.map((token) => contributions[token] ?? 0);
    const sentences = sentencesBefore(passage.text, tokens.at(-1)?.end ?? 0);
    yield {
      by: 'max-sim',
      sentences: scaleToLargest(sentences, sumsWithin(sentences, tokens, values)),
      tokens: scaleToLargest(tokens, values),
    };
  }
};

/**
 * Returns the sum that the query's tokens contribute to each passage token: (passage tokens). Of equal matches the
 * first one counts.
 */
export function tokenContributions(query: QueryVectors, passage: TokenVectors): Float64Array {
  const { dimensions } = query;
  const components = unpackComponents(passage, new Int8Array(passage.rows * dimensions));
  const contributions = new Float64Array(passage.rows);
  for (let queryToken = 0; queryToken < query.rows; queryToken++) {
    const q = query.components.subarray(queryToken * dimensions, (queryToken + 1) * dimensions);
    let [best, most] = [0, -Infinity];
    for (let token = 0, p = 0; token < passage.rows; token++) {
      let dot = 0;
      for (let d = 0; d < dimensions; d++, p++) dot += q[d]! * components[p]!;
      const similarity = dot * query.scales[queryToken]! * passage.scales[token]!;
      if (similarity > most) [best, most] = [token, similarity];
    }
    contributions[best]! += query.weights[queryToken]! * most;
  }
  return contributions;
}

async function vectorsFor(passage: PassageText, task: ExplainTask, engine: Engine): Promise<TokenVectors> {
  const cached = task.vectors.get(passage);
  if (cached) return cached.vectors;
  const [encoded] = await engine.embedPassages!([passage]);
  task.vectors.set(passage, encoded!);
  return encoded!.vectors;
}

/** Returns for each sentence the sum of `values` over the tokens that begin in it. */
function sumsWithin(sentences: readonly TextSpan[], tokens: readonly TextSpan[], values: readonly number[]): number[] {
  return sentences.map(({ start, end }) => {
    return tokens.reduce((sum, token, i) => (token.start >= start && token.start < end ? sum + values[i]! : sum), 0);
  });
}
