/**
 * @file The page's end of a collection: runs tasks on the worker that has it, and opens it again where the worker was
 * replaced or ended as idle.
 */
import { RerankError } from '../core/errors';
import type { JobLink } from '../client/backend';
import type { RerankerInternals } from '../client/internals';
import type { CollectionEvent, CollectionTask, DocumentContent } from '../protocol/collection-api';
import type { JobStats } from '../protocol/host-api';

export type Opened = Extract<CollectionEvent, { kind: 'opened' }>;

export type TaskOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Default 0. */
  readonly priority?: number;
  readonly onEvent?: (event: CollectionEvent) => void;
};

export type WorkerCollectionOptions = {
  /** The key of the collection in the worker. */
  readonly key: string;
  readonly openTask: () => CollectionTask;
  /** Called each time that a worker has opened the collection. */
  readonly onOpened: (opened: Opened) => void;
  /** The documents to add to a new worker, because they are not stored. */
  readonly restore?: () => readonly DocumentContent[];
};

export class WorkerCollection {
  readonly #internals: RerankerInternals;
  readonly #options: WorkerCollectionOptions;
  #openedOn: JobLink | undefined;
  #opening: { readonly link: JobLink; readonly done: Promise<void> } | undefined;
  #closed = false;

  constructor(internals: RerankerInternals, options: WorkerCollectionOptions) {
    this.#internals = internals;
    this.#options = options;
  }

  async open(): Promise<void> {
    while (!(await this.#openOn(await this.#connect('open'))));
  }

  /**
   * Runs a task to its end, again where the worker is lost. Returns its statistics and its last event.
   *
   * @param taskOf is called once the collection is open, because each worker gives slots of its own
   * @throws `signal.reason`; RerankError
   */
  async run(
    kind: CollectionTask['kind'],
    taskOf: () => CollectionTask,
    options: TaskOptions = {},
  ): Promise<{ stats: JobStats; last?: CollectionEvent }> {
    const release = this.#internals.keepBusy();
    try {
      for (;;) {
        options.signal?.throwIfAborted();
        const link = await untilAborted(this.#connect(kind), options.signal);
        const answer = (await this.#openOn(link)) ? await this.#runOn(link, taskOf(), options) : undefined;
        if (answer) return answer;
      }
    } finally {
      release();
    }
  }

  /** Runs a task on the worker that has the collection open. Returns its last event; undefined where there is none. */
  async runIfOpen(task: CollectionTask): Promise<CollectionEvent | undefined> {
    await this.#opening?.done.catch(() => undefined);
    if (this.#openedOn === undefined || this.#closed) return undefined;
    let last: CollectionEvent | undefined;
    const outcome = await this.#send(this.#openedOn, task, { onEvent: (event) => (last = event) });
    return outcome.kind === 'done' ? last : undefined;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const link = this.#openedOn;
    if (link) await this.#send(link, { kind: 'close' }, {});
  }

  async #connect(kind: CollectionTask['kind']): Promise<JobLink & Required<Pick<JobLink, 'collection'>>> {
    if (this.#closed) throw new RerankError('disposed', 'The collection was closed');
    const early = kind === 'open' || kind === 'find' ? this.#internals.early?.() : undefined;
    const link = early ?? (await this.#internals.backend.connect());
    if (hasCollections(link)) return link;
    throw new TypeError('Expected `reranker` to run on this device, got one that asks a server');
  }

  /** Returns whether the collection is open on the link; false if the link was lost. */
  async #openOn(link: JobLink): Promise<boolean> {
    if (this.#openedOn === link) return true;
    if (this.#opening?.link !== link) this.#opening = { link, done: this.#openNow(link) };
    try {
      await this.#opening.done;
    } catch (error) {
      this.#opening = undefined; // the next call opens it again
      throw error;
    }
    return this.#openedOn === link;
  }

  async #openNow(link: JobLink): Promise<void> {
    const { openTask, onOpened, restore } = this.#options;
    const answer = await this.#runOn(link, openTask(), {});
    if (answer?.last?.kind !== 'opened') return;
    const documents = restore?.() ?? [];
    const restored = documents.length > 0 ? await this.#runOn(link, { kind: 'add', documents }, {}) : answer;
    if (restored === undefined) return;
    const opened =
      restored.last?.kind === 'added' ? { ...answer.last, ...restored.last, kind: 'opened' as const } : answer.last;
    this.#openedOn = link;
    onOpened(opened);
  }

  /** Returns undefined if the link was lost. @throws what the task throws */
  async #runOn(link: JobLink, task: CollectionTask, { signal, onEvent, ...rest }: TaskOptions) {
    let last: CollectionEvent | undefined;
    const hear = (event: CollectionEvent) => {
      last = event;
      onEvent?.(event);
    };
    const outcome = await this.#send(link, task, { signal, onEvent: hear, ...rest });
    if (outcome.kind === 'done') return { stats: outcome.stats, ...(last ? { last } : {}) };
    if (outcome.kind === 'failed') throw outcome.error;
    if (outcome.kind === 'lost') await this.#internals.backend.reportLoss(link, outcome.reason);
    signal?.throwIfAborted();
    return undefined;
  }

  async #send(link: JobLink, task: CollectionTask, { signal, priority = 0, onEvent = () => undefined }: TaskOptions) {
    const id = this.#internals.nextJobId();
    const cancel = () => void link.cancel(id);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await link.collection!({ id, collection: this.#options.key, priority, task }, onEvent);
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }
}

function hasCollections(link: JobLink): link is JobLink & Required<Pick<JobLink, 'collection'>> {
  return link.collection !== undefined;
}

/** Rejects with the signal's reason as soon as it is aborted; the work itself goes on. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
