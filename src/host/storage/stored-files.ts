/**
 * @file Records which stored files belong to a model while it loads. A page uses the list to show and delete stored
 * models.
 */
import type { ModelStore } from '../../models/files/model-store';
import { modelKey, readList } from '../../util/storage-names';
import type { StoredFiles } from '../../util/storage-names';

/** A store that lists the files that are read from it and written to it as files of one model. */
export class RecordingStore implements ModelStore {
  readonly #store: ModelStore;
  readonly #name: string;
  readonly #recorded = new Map<string, number>();
  readonly #deleted = new Set<string>();

  /** @param name the model's name as the caller gave it */
  constructor(store: ModelStore, name: string) {
    this.#store = store;
    this.#name = name;
  }

  get kind(): ModelStore['kind'] {
    return this.#store.kind;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const bytes = await this.#store.get(key);
    if (bytes) this.#recorded.set(key, bytes.length);
    return bytes;
  }

  async put(key: string, bytes: Uint8Array): Promise<boolean> {
    const isStored = await this.#store.put(key, bytes);
    if (!isStored) return false;
    this.#deleted.delete(key);
    this.#recorded.set(key, bytes.length);
    await this.writeList(); // because the page may be closed during a load
    return true;
  }

  async delete(key: string): Promise<void> {
    this.#recorded.delete(key);
    this.#deleted.add(key);
    await this.#store.delete(key);
  }

  /** Stores the list of this load's files, merged with those of earlier loads. */
  async writeList(): Promise<void> {
    if (this.#recorded.size === 0) return;
    const key = modelKey(this.#name);
    const earlier = readList(new TextDecoder().decode(await this.#store.get(key)));
    const earlierFiles = Object.entries(earlier?.files ?? {}).filter(([file]) => !this.#deleted.has(file));
    const list: StoredFiles = { files: Object.fromEntries([...earlierFiles, ...this.#recorded]), used: Date.now() };
    await this.#store.put(key, new TextEncoder().encode(JSON.stringify(list)));
  }
}
