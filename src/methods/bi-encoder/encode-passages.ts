/** @file Encodes the passages whose vectors are not cached, and caches them for later calls and other methods. */
import type { EncodedPassage, Engine, PassageText } from '../../engine/engine';
import type { PassageVectors } from '../../engine/vectors/vector-cache';
import type { Task } from '../contract/method';

/** An engine, or its copy in the pool. */
export type Encoder = Pick<Engine, 'embedPassages' | 'embed'>;

/** Returns the vectors of the passages at `indices`, in this order. */
export function encodePassages(
  indices: readonly number[],
  { passages, vectors }: Task,
  encoder: Encoder,
): Promise<EncodedPassage[]> {
  return encodeTexts(
    indices.map((index) => passages[index]!),
    vectors,
    encoder,
  );
}

/** Returns the vectors of the texts, in this order. */
export async function encodeTexts(
  texts: readonly PassageText[],
  vectors: PassageVectors,
  encoder: Encoder,
): Promise<EncodedPassage[]> {
  const cached = texts.map((text) => vectors.get(text));
  const missing = texts.filter((_, i) => !cached[i]);
  const encoded = missing.length > 0 ? await encode(missing, encoder) : [];
  missing.forEach((text, i) => vectors.set(text, encoded[i]!));
  let next = 0;
  return cached.map((entry) => entry ?? encoded[next++]!);
}

/**
 * Engines with token vectors return them beside the pooled vector; both are cached, since another method may need
 * either.
 */
export function encode(passages: readonly PassageText[], encoder: Encoder): Promise<EncodedPassage[]> {
  return encoder.embedPassages?.(passages) ?? encoder.embed!('passage', passages);
}

/** Returns the vectors of every pending passage, in the order of `pending`. */
export async function encodePending(task: Task, engine: Engine, work: string): Promise<EncodedPassage[]> {
  const encoded: EncodedPassage[] = [];
  const cost = (index: number) => engine.cost(task.passages[index]!);
  for await (const indices of task.microBatches(work, task.pending, cost)) {
    encoded.push(...(await encodePassages(indices, task, engine)));
  }
  return encoded;
}
