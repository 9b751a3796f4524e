/** @file Pooled vectors of passages and queries: kept where late interaction keeps its vectors, joined by cosine. */
import type { EncodedPassage, Engine, PassageText } from '../../engine/engine';
import type { TokenVectors } from '../../engine/token-vectors';
import type { RowScore, Task } from '../contract/method';

/** An engine, or its twin in a pool. */
type Encoder = Pick<Engine, 'embedPassages' | 'embed'>;

/** Passages by row, from memory where they are there. */
export async function encodePassages(
  rows: readonly number[],
  { passages, vectors }: Task,
  engine: Encoder,
): Promise<EncodedPassage[]> {
  const found = rows.map((row) => vectors.get(passages[row]!));
  const missing = rows.flatMap((row, at) => (found[at] ? [] : [{ row, at }]));
  const fresh =
    missing.length > 0
      ? await encode(
          missing.map(({ row }) => passages[row]!),
          engine,
        )
      : [];
  missing.forEach(({ row, at }, place) => {
    vectors.set(passages[row]!, fresh[place]!);
    found[at] = fresh[place]!;
  });
  return found as EncodedPassage[];
}

/** An engine with token vectors has the pooled one beside them; kept are both, for whoever asks next. */
export function encode(passages: readonly PassageText[], engine: Encoder): Promise<EncodedPassage[]> {
  return engine.embedPassages?.(passages) ?? engine.embed!('passage', passages);
}

/** Of unit length. Throws `query-too-long`. */
export async function encodeQuery(query: string, engine: Engine): Promise<Float32Array> {
  if (engine.embedQuery) return pooledOf(await engine.embedQuery(query));
  const [encoded] = await engine.embed!('query', [{ text: query }]);
  return pooledOf(encoded!.vectors);
}

export function pooledOf({ pooled, pooledScale }: TokenVectors): Float32Array {
  return Float32Array.from(pooled, (component) => component * pooledScale);
}

/** Of a vector of any length with a passage's of unit length, by the first one's length. */
export function cosineWith(query: Float32Array, { pooled, pooledScale }: TokenVectors): number {
  let dot = 0;
  let squares = 0;
  for (let d = 0; d < query.length; d++) {
    dot += query[d]! * pooled[d]!;
    squares += query[d]! ** 2;
  }
  return (dot * pooledScale) / Math.sqrt(squares || 1);
}

/** Every pending row's vectors, in the order of `pending`. */
export async function encodeAll(task: Task, engine: Engine, work: string): Promise<EncodedPassage[]> {
  const encoded: EncodedPassage[] = [];
  const cost = (row: number) => engine.cost(task.passages[row]!);
  for await (const rows of task.microBatches(work, task.pending, cost)) {
    encoded.push(...(await encodePassages(rows, task, engine)));
  }
  return encoded;
}

/** Places in `values` by size, largest first, ties by place; the first `count`. */
export function largest(values: readonly number[], count: number): number[] {
  const places = values.map((_, place) => place);
  return places.sort((a, b) => values[b]! - values[a]! || a - b).slice(0, count);
}

export function toRows({ pending }: Task, encoded: readonly EncodedPassage[], logits: readonly number[]): RowScore[] {
  return pending.map((index, at) => ({ index, logit: logits[at]!, truncatedTokens: encoded[at]!.truncatedTokens }));
}
