/** @file An index of a site that callers hold. */
import type { RerankerInternals } from '../client/internals';
import type { IndexHead } from '../protocol/collection-api';
import { SearchableClient } from './searchable-client';
import { WorkerCollection } from './worker-collection';
import type { Opened } from './worker-collection';

export type IndexOptions = {
  readonly onClose: () => Promise<void>;
  /** The first files of the index, if they were fetched. */
  readonly files?: IndexHead;
};

export class IndexClient<Meta> extends SearchableClient<Meta> {
  protected readonly worker: WorkerCollection;
  readonly #urls = new Map<number, string>();
  readonly #onClose: () => Promise<void>;

  private constructor(folder: string, internals: RerankerInternals, { onClose, files }: IndexOptions) {
    super();
    this.#onClose = onClose;
    let first = files;
    this.worker = new WorkerCollection(internals, {
      key: `index ${folder}`,
      openTask: () => {
        const task = { kind: 'open-index', url: folder, ...(first ? { files: first } : {}) } as const;
        first = undefined; // a worker that replaces a lost one fetches the files by itself
        return task;
      },
      onOpened: (opened) => this.onOpened(opened),
    });
  }

  static async open<Meta>(
    folder: string,
    internals: RerankerInternals,
    options: IndexOptions,
  ): Promise<IndexClient<Meta>> {
    const client = new IndexClient<Meta>(folder, internals, options);
    try {
      await client.worker.open();
      return client;
    } catch (error) {
      await options.onClose();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.worker.close();
    await this.#onClose();
  }

  protected override onOpened(opened: Opened): void {
    super.onOpened(opened);
    for (const { slot, url } of opened.documents) if (url !== undefined) this.#urls.set(slot, url);
  }

  protected override urlOf(slot: number, anchor: string | undefined): string | undefined {
    const url = this.#urls.get(slot);
    return url === undefined || anchor === undefined ? url : `${url}#${encodeURIComponent(anchor)}`;
  }
}
