/**
 * @file A collection of documents: in memory, and under its name in storage. Changes run one after the other. Storage
 * that fails causes a warning, and the documents are then kept in memory only.
 */
import { RerankError } from '../../core/errors';
import { CUTTING_RULES } from '../../passages/cut-text';
import type { CollectionEvent, DocumentChange, DocumentContent } from '../../protocol/collection-api';
import { passageKey } from '../../util/passage-key';
import { DocumentStorage } from './document-storage';
import type { LoadedDocument, StoredDocument, StoredVectors } from './document-storage';
import { isSameContent, isSameText, rangesOf, toStoredDocument } from './stored-document';
import { factsOf, inputOf, LocalDocuments } from './local-documents';
import type { LocalDocument } from './local-documents';

type Opened = Extract<CollectionEvent, { kind: 'opened' }>;
type Added = Extract<CollectionEvent, { kind: 'added' }>;
type Synced = Extract<CollectionEvent, { kind: 'synced' }>;
type PassageInput = ReturnType<typeof inputOf>;
/** The event that tells a page of a change, and the passages that no document has any more. */
type Change<Event> = { readonly event: Event; readonly unused: readonly PassageInput[] };

export class LocalCollection {
  readonly source = new LocalDocuments();
  readonly #name: string | undefined;
  readonly #warnings: string[] = [];
  #storage: DocumentStorage | undefined;
  /** Whether documents may be in storage, also after storage failed. */
  #hasStored = false;
  /** Vectors that were read from storage and belong to no model that is loaded yet, by slot. */
  readonly #storedVectors = new Map<number, StoredVectors>();
  #namespace: string | undefined;
  #lastChange: Promise<unknown> = Promise.resolve();

  /** @param name absent if nothing is stored */
  constructor(name: string | undefined) {
    this.#name = name;
  }

  async open(): Promise<Opened> {
    await this.#change(async () => {
      if (this.#name === undefined || this.#storage) return;
      await this.#try('opened', async () => {
        const storage = await DocumentStorage.open(this.#name!);
        const { documents, damaged } = await storage.readAll();
        for (const each of documents) this.#insert(each);
        this.#storage = storage;
        this.#hasStored = true;
        if (damaged > 0) this.#warnings.push(`${damaged} stored values of the collection were damaged and deleted`);
      });
    });
    return {
      kind: 'opened',
      documents: this.source.documents.map(factsOf),
      passages: this.source.passageCount,
      stored: this.#storage !== undefined,
      warnings: this.warnings,
    };
  }

  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  /** Adds and replaces documents. A document that did not change costs nothing. */
  add(contents: readonly DocumentContent[]): Promise<Change<Added>> {
    return this.#change(() => this.#add(contents));
  }

  /** Replaces fields of documents as they are stored now. A document that is not there is left out. */
  update(changes: readonly DocumentChange[]): Promise<Change<Added>> {
    return this.#change(async () => {
      const dropped = await this.#reread(changes.map(({ id }) => id));
      const contents = changes.flatMap((change): DocumentContent[] => {
        const before = this.source.find(change.id);
        return before ? [{ ...before.content, ...change }] : [];
      });
      const { event, unused } = await this.#add(contents);
      return { event, unused: [...this.#unused(dropped), ...unused] };
    });
  }

  /** Takes over what another page or worker has stored of these documents, or removed. */
  sync(ids: readonly DocumentContent['id'][]): Promise<Change<Synced>> {
    return this.#change(async () => {
      const dropped = await this.#reread(ids);
      const event: Synced = {
        kind: 'synced',
        documents: ids.flatMap((id) => this.source.find(id) ?? []).map(factsOf),
        removed: ids.filter((id) => this.source.find(id) === undefined),
        passages: this.source.passageCount,
        warnings: this.warnings,
      };
      return { event, unused: this.#unused(dropped) };
    });
  }

  async #add(contents: readonly DocumentContent[]): Promise<Change<Added>> {
    const counts = { added: 0, updated: 0, unchanged: 0 };
    const changed: (StoredDocument & { keepVectors: boolean })[] = [];
    const documents: LocalDocument[] = [];
    const replaced: LocalDocument[] = [];
    for (const content of contents) {
      const before = this.source.find(content.id);
      const hasSameText = before !== undefined && isSameText(before.content, content);
      if (before && isSameContent(before.content, content)) {
        counts.unchanged++;
        documents.push(before);
        continue;
      }
      counts[before ? 'updated' : 'added']++;
      if (before && !hasSameText) replaced.push(before);
      const document = this.#put(content, hasSameText ? before : undefined);
      documents.push(document);
      changed.push({ ...toStoredDocument(document), keepVectors: hasSameText });
    }
    if (changed.length > 0) await this.#try('written', async () => this.#storage?.putDocuments(changed));
    const event: Added = {
      kind: 'added',
      documents: documents.map(factsOf),
      ...counts,
      passages: this.source.passageCount,
      stored: this.#storage !== undefined,
      warnings: this.warnings,
    };
    return { event, unused: this.#unused(replaced) };
  }

  /**
   * Removes documents with all that is kept of them. Returns what the model read of them.
   *
   * @throws RerankError `storage-unavailable` if they are still in storage; they then stay in the collection as well
   */
  remove(slots: readonly number[]): Promise<PassageInput[]> {
    return this.#change(async () => {
      const ids = slots.flatMap((slot) => this.source.at(slot)?.content.id ?? []);
      await this.#erase((storage) => storage.remove(ids));
      const removed = slots.flatMap((slot) => this.source.remove(slot) ?? []);
      for (const { slot } of removed) this.#storedVectors.delete(slot);
      return this.#unused(removed);
    });
  }

  /** Removes all documents. @throws as `remove` */
  clear(): Promise<PassageInput[]> {
    return this.#change(async () => {
      await this.#erase((storage) => storage.clear());
      const removed = this.source.documents;
      this.source.clear();
      this.#storedVectors.clear();
      return removed.flatMap(inputsOf);
    });
  }

  /** Takes the vectors of a model into use; those of other models are left out. */
  useVectorsOf(namespace: string): void {
    if (this.#namespace === namespace) return;
    if (this.#namespace !== undefined) this.source.vectors.clear();
    this.#namespace = namespace;
    for (const [slot, vectors] of this.#storedVectors) {
      const document = this.source.at(slot);
      if (vectors.namespace === namespace && document) this.#setVectors(document, vectors);
    }
    this.#storedVectors.clear();
  }

  /** The documents some of whose passages have no vectors of the model in use. */
  documentsWithoutVectors(): LocalDocument[] {
    return this.source.documents.filter(({ passages }) => passages.some((each) => !this.source.vectors.has(each)));
  }

  /** Stores the vectors of documents all of whose passages have them. */
  storeVectors(documents: readonly LocalDocument[]): Promise<void> {
    return this.#change(async () => {
      const entries = documents.flatMap((document): (readonly [DocumentContent['id'], StoredVectors])[] => {
        const rows = document.passages.map((passage) => this.source.vectors.get(passage));
        if (this.source.at(document.slot) !== document || rows.includes(undefined)) return [];
        const pooled = new Int8Array(rows.reduce((sum, row) => sum + row!.pooled.length, 0));
        rows.forEach((row, i) => pooled.set(row!.pooled, i * row!.pooled.length));
        const scales = Float32Array.from(rows, (row) => row!.pooledScale);
        return [[document.content.id, { namespace: this.#namespace!, pooled, scales }]];
      });
      await this.#try('written', async () => this.#storage?.putVectors(entries));
    });
  }

  close(): void {
    this.#storage?.close();
  }

  #insert({ document: { content, ranges, rules }, vectors }: LoadedDocument): void {
    const isCurrent = rules === CUTTING_RULES;
    const document = this.source.put(content, isCurrent ? rangesOf(ranges) : undefined);
    this.#storedVectors.delete(document.slot);
    if (isCurrent) this.#takeVectors(document, vectors);
  }

  /** Vectors of another model wait until that model is in use. */
  #takeVectors(document: LocalDocument, vectors: StoredVectors | undefined): void {
    if (vectors?.scales.length !== document.passages.length) return;
    if (vectors.namespace === this.#namespace) this.#setVectors(document, vectors);
    else this.#storedVectors.set(document.slot, vectors);
  }

  /** Brings documents to what is stored. Returns those that were replaced by other texts, or removed. */
  async #reread(ids: readonly DocumentContent['id'][]): Promise<LocalDocument[]> {
    const dropped: LocalDocument[] = [];
    await this.#try('read', async () => {
      if (!this.#storage) return;
      const { documents, absent } = await this.#storage.read(ids);
      for (const loaded of documents) {
        const before = this.source.find(loaded.document.content.id);
        if (before && isSameContent(before.content, loaded.document.content)) {
          if (!before.passages.every((passage) => this.source.vectors.has(passage)))
            this.#takeVectors(before, loaded.vectors);
          continue;
        }
        if (before && !isSameText(before.content, loaded.document.content)) dropped.push(before);
        this.#insert(loaded);
      }
      for (const id of absent) {
        const before = this.source.find(id);
        if (before === undefined) continue;
        this.source.remove(before.slot);
        this.#storedVectors.delete(before.slot);
        dropped.push(before);
      }
    });
    return dropped;
  }

  /** @param before the document with the same texts, whose vectors stay valid */
  #put(content: DocumentContent, before: LocalDocument | undefined): LocalDocument {
    const rows = before?.passages.map((passage) => this.source.vectors.get(passage)) ?? [];
    const kept = before && this.#storedVectors.get(before.slot);
    const document = this.source.put(content, before?.ranges);
    rows.forEach((row, index) => row && this.source.vectors.set(document.passages[index]!, row));
    if (kept === undefined) this.#storedVectors.delete(document.slot);
    return document;
  }

  #setVectors({ passages }: LocalDocument, { pooled, scales }: StoredVectors): void {
    const dimensions = pooled.length / scales.length;
    passages.forEach((passage, index) => {
      const row = pooled.subarray(index * dimensions, (index + 1) * dimensions);
      this.source.vectors.set(passage, { pooled: row, pooledScale: scales[index]! });
    });
  }

  /** Those passages of removed documents that no document of the collection contains any more. */
  #unused(removed: readonly LocalDocument[]): PassageInput[] {
    if (removed.length === 0) return [];
    const inputs = removed.flatMap(inputsOf);
    const keys = new Set(inputs.map(passageKey));
    for (const document of this.source.documents)
      for (const input of inputsOf(document)) keys.delete(passageKey(input));
    return inputs.filter((input) => keys.has(passageKey(input)));
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const change = this.#lastChange.then(work);
    this.#lastChange = change.catch(() => undefined);
    return change;
  }

  /** Deletes from storage, which is opened again if it failed before. */
  async #erase(work: (storage: DocumentStorage) => Promise<unknown>): Promise<void> {
    if (!this.#hasStored) return;
    try {
      const storage = this.#storage ?? (await DocumentStorage.open(this.#name!));
      await work(storage).finally(() => storage !== this.#storage && storage.close());
    } catch (cause) {
      const message = `Documents could not be deleted from storage and stay in the collection: ${String(cause)}`;
      throw new RerankError('storage-unavailable', message, { cause });
    }
  }

  async #try(action: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      this.#storage?.close();
      this.#storage = undefined;
      this.#warnings.push(
        `The collection cannot be ${action} in storage (${String(cause)}): it is kept in memory only`,
      );
    }
  }
}

function inputsOf(document: LocalDocument): PassageInput[] {
  return document.ranges.map((_, index) => inputOf(document, index));
}
