/** @file The progress of a load in bytes, over the files of all its models. */
import type { FileRef } from '../../models/card';
import type { LoadProgress } from '../../core/report';

/** Sums the progress of all files. The overall number of loaded bytes never decreases. */
export class LoadProgressTracker {
  readonly #onProgress: (progress: LoadProgress) => void;
  readonly #files = new Map<string, { readonly loaded: number; readonly total: number }>();

  constructor(onProgress: (progress: LoadProgress) => void) {
    this.#onProgress = onProgress;
  }

  /** Counts files of `model` in the overall total before their first byte arrives. */
  expect(model: string, files: readonly FileRef[]): void {
    for (const file of files) {
      const key = keyOf(model, file);
      if (!this.#files.has(key)) this.#files.set(key, { loaded: 0, total: file.bytes });
    }
  }

  /** Records and reports how much of a file of `model` is loaded. */
  update(model: string, file: FileRef, loadedBytes: number, fromCache: boolean): void {
    const key = keyOf(model, file);
    // A download that starts again, or a second variant that loads the same file, does not reduce the total.
    const loaded = Math.max(loadedBytes, this.#files.get(key)?.loaded ?? 0);
    this.#files.set(key, { loaded, total: file.bytes });
    const files = [...this.#files.values()];
    this.#onProgress({
      file: file.path,
      loadedBytes,
      totalBytes: file.bytes,
      overallLoadedBytes: files.reduce((sum, each) => sum + each.loaded, 0),
      overallTotalBytes: files.reduce((sum, each) => sum + each.total, 0),
      fromCache,
    });
  }
}

/** Models use the same paths for different files, so a path alone identifies no file. */
function keyOf(model: string, { sha256, path }: FileRef): string {
  return sha256 === '' ? `${model}/${path}` : sha256;
}
