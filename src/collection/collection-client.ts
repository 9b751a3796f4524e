/** @file The collection that callers hold: it validates documents, and runs changes in the worker. */
import type { RerankerInternals } from '../client/internals';
import { warnOfUnknownOptions } from '../client/unknown-options';
import { copyOptions } from '../client/validate';
import type { CollectionEvent, CollectionTask, DocumentContent } from '../protocol/collection-api';
import { callListener } from '../util/call-listener';
import { openChannel } from './change-channel';
import type { ChangeChannel } from './change-channel';
import { SearchableClient } from './searchable-client';
import type { AddOptions, AddResult, Collection, CollectionDocument, DocumentId, DocumentUpdate } from './types';
import { readChanges, readDocuments, readIds, validateAdd } from './validate-documents';
import { WorkerCollection } from './worker-collection';
import type { Opened } from './worker-collection';

const ADD_OPTIONS = { signal: true, onProgress: true } as const;
/** Below the priority of searches and of calls to `rerank`. */
const BACKGROUND_PRIORITY = -1;

let unnamed = 0;

export class CollectionClient<Meta> extends SearchableClient<Meta> implements Collection<Meta> {
  readonly name: string | undefined;
  protected readonly worker: WorkerCollection;
  readonly #onClose: () => Promise<void>;
  readonly #closed = new AbortController();
  readonly #channel: ChangeChannel | undefined;
  /** The documents that are not stored, for the worker that replaces a lost one. */
  readonly #kept = new Map<DocumentId, DocumentContent>();

  private constructor(name: string | undefined, internals: RerankerInternals, onClose: () => Promise<void>) {
    super();
    this.name = name;
    this.#onClose = onClose;
    this.#channel = name === undefined ? undefined : openChannel(name, (ids) => void this.#sync(ids));
    this.worker = new WorkerCollection(internals, {
      key: name === undefined ? `unnamed ${unnamed++}` : `named ${name}`,
      openTask: () => ({ kind: 'open', ...(name === undefined ? {} : { name }) }),
      onOpened: (opened) => this.onOpened(opened),
      restore: () => [...this.#kept.values()],
    });
  }

  static async open<Meta>(
    name: string | undefined,
    internals: RerankerInternals,
    onClose: () => Promise<void>,
  ): Promise<CollectionClient<Meta>> {
    const collection = new CollectionClient<Meta>(name, internals, onClose);
    try {
      await collection.worker.open();
      return collection;
    } catch (error) {
      await onClose();
      throw error;
    }
  }

  async add(documents: readonly CollectionDocument<Meta>[], options?: AddOptions): Promise<AddResult> {
    const contents = readDocuments(documents);
    return this.#change({ kind: 'add', documents: contents }, options, contents);
  }

  async update(documents: readonly DocumentUpdate<Meta>[], options?: AddOptions): Promise<AddResult> {
    const changes = readChanges(documents);
    await this.#sync(changes.flatMap(({ id }) => (this.has(id) ? [] : [id])));
    const unknown = changes.find(({ id }) => !this.has(id));
    if (unknown) throw new RangeError(`Expected \`documents\` to be in the collection, got the id \`${unknown.id}\``);
    const merged = changes.flatMap((change) => {
      const kept = this.#kept.get(change.id);
      return kept ? [{ ...kept, ...change }] : [];
    });
    return this.#change({ kind: 'update', documents: changes }, options, merged);
  }

  async remove(ids: Iterable<DocumentId>): Promise<number> {
    const given = [...new Set(readIds(ids))];
    await this.#sync(given.filter((id) => !this.has(id)));
    const known = given.filter((id) => this.slots.has(id));
    if (known.length === 0) return 0;
    const task = (): CollectionTask => ({ kind: 'remove', slots: known.flatMap((id) => this.slots.get(id) ?? []) });
    this.#takeChange((await this.worker.run('remove', task)).last);
    for (const id of known) this.#forget(id);
    this.#channel?.tell(known);
    return known.length;
  }

  async clear(): Promise<void> {
    const ids = this.ids();
    this.#takeChange((await this.worker.run('clear', () => ({ kind: 'clear' }))).last);
    this.#channel?.tell(ids);
    this.#kept.clear();
    this.facts.clear();
    this.slots.clear();
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#channel?.close();
    await this.worker.close();
    await this.#onClose();
  }

  protected override onOpened(opened: Opened): void {
    super.onOpened(opened);
    // Passages that an earlier visit or a lost worker left are encoded while there is nothing else to do.
    if (this.size > 0) this.#encode({ signal: this.#closed.signal }).catch(() => undefined);
  }

  async #change(
    task: CollectionTask,
    given: AddOptions | undefined,
    contents: readonly DocumentContent[],
  ): Promise<AddResult> {
    const options = copyOptions(given);
    validateAdd(options);
    warnOfUnknownOptions(options, ADD_OPTIONS);
    options.signal?.throwIfAborted();
    const { last } = await this.worker.run(task.kind, () => task);
    if (last?.kind !== 'added') throw new Error('Expected the worker to say what was added');
    for (const content of contents) {
      if (last.stored) this.#kept.delete(content.id);
      else this.#kept.set(content.id, content);
    }
    this.take(last.documents);
    this.passageCount = last.passages;
    this.currentWarnings = last.warnings;
    const ids = contents.map(({ id }) => id);
    this.#channel?.tell(ids);
    await this.#encode(options);
    this.#channel?.tell(ids); // their vectors are stored now
    const { added, updated, unchanged } = last;
    return { added, updated, unchanged };
  }

  async #encode({ signal, onProgress }: AddOptions): Promise<void> {
    const onEvent = (event: CollectionEvent) => {
      if (event.kind === 'encoding' && onProgress)
        callListener(onProgress, { encoded: event.encoded, total: event.total });
    };
    await this.worker.run('encode', () => ({ kind: 'encode' }), { signal, priority: BACKGROUND_PRIORITY, onEvent });
  }

  /** Learns what another handle of the collection, on this page or another, has done with these documents. */
  async #sync(ids: readonly DocumentId[]): Promise<void> {
    if (ids.length === 0 || this.#channel === undefined) return;
    const event = await this.worker.runIfOpen({ kind: 'sync', ids });
    if (event?.kind !== 'synced') return;
    this.take(event.documents);
    for (const id of event.removed) this.#forget(id);
    this.passageCount = event.passages;
    this.currentWarnings = event.warnings;
  }

  #forget(id: DocumentId): void {
    this.#kept.delete(id);
    this.facts.delete(this.slots.get(id) ?? -1);
    this.slots.delete(id);
  }

  #takeChange(event: CollectionEvent | undefined): void {
    if (event?.kind !== 'changed') return;
    this.passageCount = event.passages;
    this.currentWarnings = event.warnings ?? this.currentWarnings;
  }
}
