/** @file Which stored files are a model's: noted while it loads, and kept beside them for a page to show and delete. */
import type { ModelStore } from '../../models/files/model-store';
import { modelKey, readList } from '../../util/storage-names';
import type { StoredFiles } from '../../util/storage-names';

/** A store that notes what is found and put in it, as files of one model. */
export class RecordingStore implements ModelStore {
  readonly #store: ModelStore;
  readonly #name: string;
  readonly #noted = new Map<string, number>();
  readonly #deleted = new Set<string>();

  /** @param name of the model, as the caller named it */
  constructor(store: ModelStore, name: string) {
    this.#store = store;
    this.#name = name;
  }

  get kind(): ModelStore['kind'] {
    return this.#store.kind;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const bytes = await this.#store.get(key);
    if (bytes) this.#noted.set(key, bytes.length);
    return bytes;
  }

  async put(key: string, bytes: Uint8Array): Promise<boolean> {
    const kept = await this.#store.put(key, bytes);
    if (!kept) return false;
    this.#deleted.delete(key);
    this.#noted.set(key, bytes.length);
    await this.keepList(); // a load may end at any time
    return true;
  }

  async delete(key: string): Promise<void> {
    this.#noted.delete(key);
    this.#deleted.add(key);
    await this.#store.delete(key);
  }

  /** Keeps what was noted so far, with what earlier loads took. */
  async keepList(): Promise<void> {
    if (this.#noted.size === 0) return;
    const key = modelKey(this.#name);
    const before = readList(new TextDecoder().decode(await this.#store.get(key)));
    const earlier = Object.entries(before?.files ?? {}).filter(([file]) => !this.#deleted.has(file));
    const list: StoredFiles = { files: Object.fromEntries([...earlier, ...this.#noted]), used: Date.now() };
    await this.#store.put(key, new TextEncoder().encode(JSON.stringify(list)));
  }
}
