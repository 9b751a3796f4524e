/** @file Forward passes over rows of different lengths: how many rows one holds, and what its failure means. */
import { EngineLost } from '../../core/engine-lost';
import type { InputRow } from '../tokens/inputs';

/** Largest number of tokens of a forward pass. A model of 384 dimensions needs 40 MB for the states of so many. */
const MAX_TOKENS = 4096;

/** A failed pass means that the engine is lost. */
export async function runPass<T>(pass: () => Promise<T>): Promise<T> {
  try {
    return await pass();
  } catch (cause) {
    throw new EngineLost(`A run of the model failed: ${String(cause)}`, { cause });
  }
}

/** Batches of as many rows, in order, as the memory for a pass holds. */
export function cutByTokens(rows: readonly InputRow[]): InputRow[][] {
  const batches: InputRow[][] = [];
  let tokens = Infinity;
  for (const row of rows) {
    tokens += row.ids.length;
    if (tokens > MAX_TOKENS) {
      batches.push([]);
      tokens = row.ids.length;
    }
    batches.at(-1)!.push(row);
  }
  return batches;
}
