/** @file Load progress by bytes, over all files that were asked for so far. */
import type { FileRef } from '../../models/card';
import type { LoadProgress } from '../../core/report';

export class LoadProgressTracker {
  readonly #tell: (progress: LoadProgress) => void;
  readonly #files = new Map<string, { loaded: number; total: number }>();

  constructor(tell: (progress: LoadProgress) => void) {
    this.#tell = tell;
  }

  readonly add = (file: FileRef, loadedBytes: number, fromCache: boolean): void => {
    // Two models may have files of one name, so the content's hash tells them apart where it is known.
    this.#files.set(file.sha256 || file.path, { loaded: loadedBytes, total: file.bytes });
    const files = [...this.#files.values()];
    this.#tell({
      file: file.path,
      loadedBytes,
      totalBytes: file.bytes,
      overallLoadedBytes: files.reduce((sum, each) => sum + each.loaded, 0),
      overallTotalBytes: files.reduce((sum, each) => sum + each.total, 0),
      fromCache,
    });
  };
}
