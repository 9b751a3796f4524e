/** @file An index of a site that callers hold. */
import type { RerankerInternals } from '../client/internals';
import { SearchableClient } from './searchable-client';
import { WorkerCollection } from './worker-collection';
import type { Opened } from './worker-collection';

export class IndexClient<Meta> extends SearchableClient<Meta> {
  protected readonly worker: WorkerCollection;
  readonly #urls = new Map<number, string>();
  readonly #onClose: () => Promise<void>;

  private constructor(folder: string, internals: RerankerInternals, onClose: () => Promise<void>) {
    super();
    this.#onClose = onClose;
    this.worker = new WorkerCollection(internals, {
      key: `index ${folder}`,
      openTask: { kind: 'open-index', url: folder },
      onOpened: (opened) => this.onOpened(opened),
    });
  }

  static async open<Meta>(
    folder: string,
    internals: RerankerInternals,
    onClose: () => Promise<void>,
  ): Promise<IndexClient<Meta>> {
    const client = new IndexClient<Meta>(folder, internals, onClose);
    try {
      await client.worker.open();
      return client;
    } catch (error) {
      await onClose();
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
