/** @file The collections of a host by their keys: runs the tasks of pages on them. */
import type { PassageText } from '../../engine/engine';
import type { Fetch } from '../../models/files/limited-fetch';
import type { CollectionEvent, CollectionRequest, CollectionTask } from '../../protocol/collection-api';
import { RerankError } from '../../core/errors';
import { messageOf } from '../../util/message-of';
import { JobPort } from '../jobs/job-port';
import type { Job, Scheduler } from '../jobs/scheduler';
import type { LoadedModel } from '../loaded/loaded-model';
import type { LoadedModels } from '../loaded/loaded-models';
import { LocalCollection } from './local-collection';
import { EncodeRunner } from './encode-runner';
import { findHits } from './find-hits';
import type { PassageSource } from './passage-source';
import { NO_STATS } from './no-stats';
import { SearchRunner } from './search-runner';
import { SiteIndex } from './site-index';
import { VectorsRunner } from './vectors-runner';

type Change = Extract<CollectionTask, { kind: 'add' | 'update' | 'remove' | 'clear' | 'sync' | 'encode' }>;

export class Collections {
  readonly #collections = new Map<string, LocalCollection>();
  readonly #indexes = new Map<string, Promise<SiteIndex>>();
  /** The indexes that are open, by key. */
  readonly #openIndexes = new Map<string, SiteIndex>();
  /** How many clients have opened each key; a page may open a name twice, and close one of both. */
  readonly #users = new Map<string, number>();
  readonly #fetch: Fetch;
  readonly #scheduler: Scheduler;
  readonly #models: () => LoadedModels | undefined;

  /** @param models the loaded models; undefined before a load */
  constructor(scheduler: Scheduler, models: () => LoadedModels | undefined, fetch: Fetch) {
    this.#fetch = fetch;
    this.#scheduler = scheduler;
    this.#models = models;
  }

  /** Runs a task. Its events and its end are posted on the port. */
  run(request: CollectionRequest, events: MessagePort): void {
    try {
      const job = this.#jobOf(request, events);
      if (job) return this.#scheduler.submit(job);
    } catch (error) {
      return void new JobPort(events).settle(() => Promise.reject(error));
    }
    const port = new JobPort(events);
    void port.settle(async () => {
      port.post({ kind: 'collection', event: await this.#answer(request) });
      return NO_STATS;
    });
  }

  /** The tasks that need the model are jobs. */
  #jobOf(request: CollectionRequest, events: MessagePort): Job | undefined {
    const { task } = request;
    if (task.kind === 'encode')
      return new EncodeRunner(request, this.#local(request), this.#loaded, this.#scheduler, events);
    if (task.kind === 'vectors')
      return new VectorsRunner(request, task.passages, this.#loaded, this.#scheduler, events);
    if (task.kind !== 'search') return undefined;
    const source = this.#source(request);
    const local = this.#collections.get(request.collection);
    return new SearchRunner(request, { search: task, source, local }, this.#loaded, this.#scheduler, events);
  }

  async #answer(request: CollectionRequest): Promise<CollectionEvent> {
    const { task, collection: key } = request;
    switch (task.kind) {
      case 'open': {
        const collection = this.#collections.get(key) ?? new LocalCollection(task.name);
        this.#collections.set(key, collection);
        this.#count(key, 1);
        return collection.open();
      }
      case 'open-index': {
        const opening = this.#indexes.get(key) ?? SiteIndex.open(task.url, this.#fetch, task.files);
        this.#indexes.set(key, opening);
        opening.catch(() => this.#indexes.delete(key));
        const index = await opening;
        this.#openIndexes.set(key, index);
        this.#count(key, 1);
        return index.opened();
      }
      case 'find':
        return { kind: 'found', ...(await findHits(this.#source(request), task)), warnings: [] };
      case 'close':
        if (this.#count(key, -1) <= 0) this.#close(key);
        return { kind: 'changed', passages: 0 };
      case 'search':
      case 'vectors':
        throw new RerankError('internal', `Expected ${task.kind} to be a job`);
      case 'add':
      case 'update':
      case 'remove':
      case 'clear':
      case 'sync':
      case 'encode':
        return this.#change(this.#local(request), task);
    }
  }

  /** Changes the number of a key's clients, and returns it. */
  #count(key: string, by: number): number {
    const users = (this.#users.get(key) ?? 0) + by;
    this.#users.set(key, users);
    return users;
  }

  #close(key: string): void {
    this.#collections.get(key)?.close();
    for (const map of [this.#collections, this.#indexes, this.#openIndexes, this.#users]) map.delete(key);
  }

  async #change(collection: LocalCollection, task: Change): Promise<CollectionEvent> {
    switch (task.kind) {
      case 'add':
        return this.#forgetUnused(await collection.add(task.documents));
      case 'update':
        return this.#forgetUnused(await collection.update(task.documents));
      case 'sync':
        return this.#forgetUnused(await collection.sync(task.ids));
      case 'remove':
        await this.#forget(await collection.remove(task.slots));
        break;
      case 'clear':
        await this.#forget(await collection.clear());
        break;
      case 'encode':
        break;
    }
    return { kind: 'changed', passages: collection.source.passageCount, warnings: collection.warnings };
  }

  /** The vectors of texts that were replaced are deleted, too. Storage that fails is a warning, as for the texts. */
  async #forgetUnused<Event extends { readonly warnings: readonly string[] }>({
    event,
    unused,
  }: {
    readonly event: Event;
    readonly unused: readonly PassageText[];
  }): Promise<Event> {
    try {
      await this.#forget(unused);
      return event;
    } catch (cause) {
      const warning = `The stored vectors of replaced texts could not be deleted (${messageOf(cause)})`;
      return { ...event, warnings: [...event.warnings, warning] };
    }
  }

  /** Deletes the vectors of passages from memory and from storage. */
  async #forget(passages: readonly PassageText[]): Promise<void> {
    if (passages.length === 0) return;
    const models = this.#models();
    const loaded: (LoadedModel | undefined)[] = [models?.main, models?.firstPass?.model];
    for (const model of loaded) {
      for (const passage of passages) model?.vectors.delete(passage);
      await model?.vectorStorage?.remove(passages);
    }
  }

  get #loaded(): LoadedModels {
    const models = this.#models();
    if (models) return models;
    throw new RerankError('internal', 'Expected a model to be loaded before a search by meaning');
  }

  #source(request: CollectionRequest): PassageSource {
    return this.#openIndexes.get(request.collection) ?? this.#local(request).source;
  }

  #local({ collection: key }: CollectionRequest): LocalCollection {
    const collection = this.#collections.get(key);
    if (collection) return collection;
    throw new RerankError('internal', `Expected the collection ${key} to be open`);
  }
}
