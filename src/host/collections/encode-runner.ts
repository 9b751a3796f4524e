/**
 * @file Encodes the passages of a collection that have no vectors of the main model. Documents whose passages are all
 * encoded are stored at once, so a stopped run loses little. Vectors that are stored already are not computed again.
 */
import type { EncodedPassage, PassageText } from '../../engine/engine';
import type { CollectionRequest } from '../../protocol/collection-api';
import { encodeMissing } from '../jobs/encode-missing';
import { encodingStats } from '../jobs/encoding-stats';
import { JobPort } from '../jobs/job-port';
import type { MethodJob } from '../jobs/method-task';
import type { Job, Scheduler } from '../jobs/scheduler';
import type { LoadedModel } from '../loaded/loaded-model';
import type { LoadedModels } from '../loaded/loaded-models';
import { findUnstored, loadStoredVectors, storeVectors } from '../loaded/stored-vectors';
import type { LocalCollection } from './local-collection';
import { inputOf } from './local-documents';
import type { LocalDocument } from './local-documents';
import { namespaceOfModel } from './namespace-of-model';

/** The number of passages that are encoded and stored together, at least. */
const CHUNK = 32;

export class EncodeRunner implements Job {
  readonly id: number;
  readonly priority: number;
  readonly #collection: LocalCollection;
  readonly #models: LoadedModels;
  readonly #scheduler: Scheduler;
  readonly #events: JobPort;
  readonly #started = performance.now();
  #modelCalls = 0;
  #encoded = 0;
  #reused = 0;
  #total = 0;

  constructor(
    { id, priority }: CollectionRequest,
    collection: LocalCollection,
    models: LoadedModels,
    scheduler: Scheduler,
    events: MessagePort,
  ) {
    this.id = id;
    this.priority = priority;
    this.#collection = collection;
    this.#models = models;
    this.#scheduler = scheduler;
    this.#events = new JobPort(events);
  }

  async run(): Promise<void> {
    await this.#events.settle(async () => {
      await this.#scheduler.checkpoint(this);
      const model = await this.#scheduler.runOthersUntil(this, this.#models.mainModelLoaded);
      if (model.engine.embedPassages) await this.#encodeAll(model);
      return encodingStats(this.#started, {
        modelCalls: this.#modelCalls,
        encoded: this.#encoded,
        cacheBytes: this.#models.vectorBytes,
      });
    });
  }

  drop(): void {
    this.#events.drop();
  }

  async #encodeAll(model: LoadedModel): Promise<void> {
    this.#collection.useVectorsOf(namespaceOfModel(model));
    const documents = this.#collection.documentsWithoutVectors();
    this.#total = documents.reduce((sum, { passages }) => sum + passages.length, 0);
    this.#postProgress();
    for (let from = 0, to = 0; from < documents.length; from = to) {
      for (let passages = 0; to < documents.length && passages < CHUNK; to++)
        passages += documents[to]!.passages.length;
      await this.#encode(model, documents.slice(from, to));
    }
  }

  async #encode(model: LoadedModel, documents: readonly LocalDocument[]): Promise<void> {
    const rows = documents.flatMap((document) => document.passages.map((passage) => ({ document, passage })));
    const passages = documents.flatMap((document) => document.ranges.map((_, index) => inputOf(document, index)));
    const indices = [...passages.keys()];
    this.#reused += await loadStoredVectors(model, indices, passages);
    const take = (index: number, { vectors }: EncodedPassage) => this.#take(rows[index]!, vectors);
    for (const index of indices) {
      const known = model.vectors.get(passages[index]!);
      if (known) take(index, known);
    }
    const { vectors } = this.#collection.source;
    const missing = indices.filter((index) => !vectors.has(rows[index]!.passage));
    this.#modelCalls += await encodeMissing(model, this.#jobOver(passages), missing, (batch, encoded) => {
      batch.forEach((index, i) => take(index, encoded[i]!));
      this.#encoded += batch.length;
      this.#postProgress();
    });
    await storeVectors(model, await findUnstored(model, indices, passages), passages);
    await this.#forgetRemoved(model, rows, passages);
    await this.#collection.storeVectors(documents);
    this.#postProgress();
  }

  /** Keeps a pooled vector, unless the document was replaced or removed meanwhile. */
  #take(
    { document, passage }: { readonly document: LocalDocument; readonly passage: number },
    vectors: EncodedPassage['vectors'],
  ): void {
    const { source } = this.#collection;
    if (source.at(document.slot) === document) source.vectors.set(passage, vectors);
  }

  /** A document that was removed or replaced while it was encoded leaves no vectors behind. */
  async #forgetRemoved(
    { vectors, vectorStorage }: LoadedModel,
    rows: readonly { readonly document: LocalDocument }[],
    passages: readonly PassageText[],
  ): Promise<void> {
    const { source } = this.#collection;
    const removed = passages.filter((_, i) => source.at(rows[i]!.document.slot) !== rows[i]!.document);
    if (removed.length === 0) return;
    for (const passage of removed) vectors.delete(passage);
    await vectorStorage?.remove(removed);
  }

  #jobOver(passages: readonly PassageText[]): MethodJob {
    return { query: '', passages, checkpoint: () => this.#scheduler.checkpoint(this) };
  }

  #postProgress(): void {
    const done = this.#total - this.#remaining();
    const event = { kind: 'encoding', encoded: done, total: this.#total, reused: this.#reused } as const;
    this.#events.post({ kind: 'collection', event });
  }

  #remaining(): number {
    const { vectors } = this.#collection.source;
    const open = this.#collection.documentsWithoutVectors();
    return open.reduce((sum, { passages }) => sum + passages.filter((each) => !vectors.has(each)).length, 0);
  }
}
