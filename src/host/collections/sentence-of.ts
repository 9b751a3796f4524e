/** @file The sentence of a passage that answers a query best. */
import type { TextSpan } from '../../core/types';
import type { ExplainTask } from '../../methods/explain/explain';
import type { LoadedModel } from '../loaded/loaded-model';
import { bestSentence } from './best-sentence';
import type { SourcePassage } from './passage-source';

type Context = {
  readonly query: string;
  readonly model: LoadedModel;
  readonly checkpoint: () => Promise<void>;
};

/**
 * By the model's explanation if it needs no further model call, else by the words of the query. Vectors of an index do
 * not tell their sentence.
 */
export async function sentenceOf(
  { input, text, encoded }: SourcePassage,
  terms: readonly string[],
  { query, model, checkpoint }: Context,
): Promise<TextSpan | undefined> {
  const { method, engine, vectors } = model;
  if (encoded || !method.explain || !vectors.has(input)) return bestSentence(text, terms);
  const task: ExplainTask = { query, passages: [input], vectors, checkpoint, vectorsOnly: true };
  for await (const { by, sentences } of method.explain(task, engine)) {
    if (by !== 'max-sim') break;
    const best = sentences.reduce<(typeof sentences)[number] | undefined>(
      (most, each) => (each.relevance > (most?.relevance ?? 0) ? each : most),
      undefined,
    );
    if (best) return { start: best.start, end: best.end };
  }
  return bestSentence(text, terms);
}
