/** @file Vectors between memory and storage, row by row. */
import type { PassageText } from '../../engine/engine';
import type { LoadedModel } from './loaded-model';

/** Brings into memory what is stored of `rows`; gives how many that was. */
export async function recall(
  { vectors, storage }: LoadedModel,
  rows: readonly number[],
  passages: readonly PassageText[],
): Promise<number> {
  const missing = rows.map((row) => passages[row]!).filter((passage) => !vectors.has(passage));
  if (!storage || missing.length === 0) return 0;
  const found = await storage.read(missing);
  missing.forEach((passage, place) => {
    const entry = found[place];
    if (entry) vectors.set(passage, entry);
  });
  return found.filter((entry) => entry !== undefined).length;
}

/** Keeps what is in memory of `rows`. */
export async function store(
  { vectors, storage }: LoadedModel,
  rows: readonly number[],
  passages: readonly PassageText[],
): Promise<void> {
  if (!storage) return;
  const entries = rows.flatMap((row) => {
    const entry = vectors.get(passages[row]!);
    return entry ? [[passages[row]!, entry] as const] : [];
  });
  if (entries.length > 0) await storage.write(entries);
}
