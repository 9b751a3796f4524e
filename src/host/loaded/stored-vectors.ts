/** @file Copies passage vectors from storage to memory and back. */
import type { PassageText } from '../../engine/engine';
import type { LoadedModel } from './loaded-model';

/** Reads the stored vectors of the passages at `indices` into memory. Returns how many were found. */
export async function loadStoredVectors(
  { vectors, vectorStorage }: LoadedModel,
  indices: readonly number[],
  passages: readonly PassageText[],
): Promise<number> {
  const missing = indices.map((index) => passages[index]!).filter((passage) => !vectors.has(passage));
  if (!vectorStorage || missing.length === 0) return 0;
  const found = await vectorStorage.read(missing);
  missing.forEach((passage, i) => {
    const entry = found[i];
    if (entry) vectors.set(passage, entry);
  });
  return found.filter((entry) => entry !== undefined).length;
}

/** Returns those of `indices` whose passages have no stored vector. */
export async function findUnstored(
  { vectorStorage }: LoadedModel,
  indices: readonly number[],
  passages: readonly PassageText[],
): Promise<number[]> {
  if (!vectorStorage) return [];
  const stored = await vectorStorage.has(indices.map((index) => passages[index]!));
  return indices.filter((_, i) => !stored[i]);
}

/** Stores the vectors in memory of the passages at `indices`. */
export async function storeVectors(
  { vectors, vectorStorage }: LoadedModel,
  indices: readonly number[],
  passages: readonly PassageText[],
): Promise<void> {
  if (!vectorStorage) return;
  const entries = indices.flatMap((index) => {
    const entry = vectors.get(passages[index]!);
    return entry ? [[passages[index]!, entry] as const] : [];
  });
  if (entries.length > 0) await vectorStorage.write(entries);
}
