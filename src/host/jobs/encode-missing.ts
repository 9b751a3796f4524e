/** @file Encodes passages with a model and its pool, and keeps their vectors in memory. */
import type { EncodedPassage } from '../../engine/engine';
import type { LoadedModel } from '../loaded/loaded-model';
import { MethodTask } from './method-task';
import type { MethodJob } from './method-task';

/**
 * Encodes those passages of the job at `indices` that have no vectors in memory. Returns the number of model calls.
 *
 * @param onEncoded called with the passages of each batch and their vectors, which the cache may drop again
 */
export async function encodeMissing(
  model: LoadedModel,
  job: MethodJob,
  indices: readonly number[],
  onEncoded: (indices: readonly number[], encoded: readonly EncodedPassage[]) => void,
): Promise<number> {
  const { engine, vectors } = model;
  const { passages } = job;
  const task = new MethodTask(job, model, indices);
  const cost = (index: number) => engine.cost(passages[index]!);
  const work = { work: 'late-interaction/unseen', indices, cost };
  const done = task.spread(engine, work, async (batch, batchEngine) => {
    const missing = batch.filter((index) => !vectors.has(passages[index]!)); // a call may have encoded some meanwhile
    const texts = missing.map((index) => passages[index]!);
    return [missing, texts.length > 0 ? await batchEngine.embedPassages!(texts) : []] as const;
  });
  for await (const [batch, encoded] of done) {
    batch.forEach((index, i) => vectors.set(passages[index]!, encoded[i]!));
    onEncoded(batch, encoded);
  }
  return task.modelCalls;
}
