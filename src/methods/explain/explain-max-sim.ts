/**
 * @file A late-interaction score by the parts of the passage: MaxSim's own alignment, which is what the score is made of.
 *
 * Each query token has one passage token that it matches best (Khattab and Zaharia 2020, ColBERT), and gives it its weight times their
 * cosine. What a control token or the title is given explains nothing of the text and is left out; so is the pooled part of the score,
 * which has no parts. Model calls: 1 for the query + 1 for each passage whose vectors were pushed out.
 */
import { unpackComponents } from '../../engine/token-vectors';
import type { QueryVectors, TokenVectors } from '../../engine/token-vectors';
import type { TextSpan } from '../../core/types';
import type { Engine, PassageText } from '../../engine/engine';
import { sentencesBefore } from '../../util/sentences';
import { scaled } from './explain';
import type { Explain, ExplainTask } from './explain';

export const explainByMaxSim: Explain = async function* (task, engine) {
  if (task.passages.length === 0) return;
  const query = await engine.embedQuery!(task.query);
  for (const passage of task.passages) {
    await task.checkpoint();
    const given = gifts(query, await vectorsOf(passage, task, engine));
    const places = engine.spans?.(passage) ?? [];
    const rows = [...places.keys()].filter((row) => places[row]);
    const tokens = rows.map((row) => places[row]!);
    const values = rows.map((row) => given[row] ?? 0);
    const sentences = sentencesBefore(passage.text, tokens.at(-1)?.end ?? 0);
    yield {
      by: 'max-sim',
      sentences: scaled(sentences, sumsWithin(sentences, tokens, values)),
      tokens: scaled(tokens, values),
    };
  }
};

/** What each row of the passage is given by the query's tokens: (passage rows). Ties go to the first row, as in the text. */
export function gifts(query: QueryVectors, passage: TokenVectors): Float64Array {
  const { dimensions } = query;
  const components = unpackComponents(passage, new Int8Array(passage.rows * dimensions));
  const given = new Float64Array(passage.rows);
  for (let row = 0; row < query.rows; row++) {
    const q = query.components.subarray(row * dimensions, (row + 1) * dimensions);
    let [best, most] = [0, -Infinity];
    for (let at = 0, p = 0; at < passage.rows; at++) {
      let dot = 0;
      for (let d = 0; d < dimensions; d++, p++) dot += q[d]! * components[p]!;
      const similarity = dot * query.scales[row]! * passage.scales[at]!;
      if (similarity > most) [best, most] = [at, similarity];
    }
    given[best]! += query.weights[row]! * most;
  }
  return given;
}

async function vectorsOf(passage: PassageText, task: ExplainTask, engine: Engine): Promise<TokenVectors> {
  const kept = task.vectors.get(passage);
  if (kept) return kept.vectors;
  const [encoded] = await engine.embedPassages!([passage]);
  task.vectors.set(passage, encoded!);
  return encoded!.vectors;
}

/** Each sentence's sum over the tokens that begin in it. */
function sumsWithin(sentences: readonly TextSpan[], tokens: readonly TextSpan[], values: readonly number[]): number[] {
  return sentences.map(({ start, end }) => {
    return tokens.reduce((sum, token, at) => (token.start >= start && token.start < end ? sum + values[at]! : sum), 0);
  });
}
