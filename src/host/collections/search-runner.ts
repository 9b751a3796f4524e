/**
 * @file Searches a source by words and by meaning. The best passages of both are scored by the main model's method,
 * over vectors that exist where they do, and the order joins its logits with the scores by words.
 */
import type { EncodedPassage } from '../../engine/engine';
import { VectorCache } from '../../engine/vectors/vector-cache';
import { fittedOf } from '../../models/exits';
import type { CollectionRequest, Hit, SearchRequest } from '../../protocol/collection-api';
import type { JobStats, ScoredPassage } from '../../protocol/host-api';
import { foreignScript, scriptsOf } from '../../util/scripts';
import { JobPort } from '../jobs/job-port';
import { Ranking } from '../jobs/ranking';
import type { Job, Scheduler } from '../jobs/scheduler';
import type { LoadedModel } from '../loaded/loaded-model';
import { LoadedModels } from '../loaded/loaded-models';
import type { LocalCollection } from './local-collection';
import { findHits, hitOf } from './find-hits';
import { namespaceOfModel } from './namespace-of-model';
import { bestOfDocuments, orderCandidates } from './order-hits';
import type { Candidate, OrderedCandidate } from './order-hits';
import type { PassageSource, SourcePassage } from './passage-source';
import { sentenceOf } from './sentence-of';

export type SearchTarget = {
  readonly search: SearchRequest;
  readonly source: PassageSource;
  /** The collection of the source, if its documents are on this device. */
  readonly local?: LocalCollection | undefined;
};

type Scored = {
  readonly ordered: readonly OrderedCandidate[];
  readonly found: ReadonlyMap<number, SourcePassage>;
  /** The number of passages that contain words of the query. */
  readonly matching: number;
};

export class SearchRunner implements Job {
  readonly id: number;
  readonly priority: number;
  readonly #search: SearchRequest;
  readonly #source: PassageSource;
  readonly #local: LocalCollection | undefined;
  readonly #models: LoadedModels;
  readonly #scheduler: Scheduler;
  readonly #events: JobPort;
  readonly #submitted = performance.now();
  #started = this.#submitted;
  #queryCalls = 0;
  #stats: Omit<JobStats, 'queuedMs' | 'runMs'> = { modelCalls: 0, cacheHits: 0, cacheMisses: 0, cacheBytes: 0 };

  constructor(
    { id, priority }: CollectionRequest,
    { search, source, local }: SearchTarget,
    models: LoadedModels,
    scheduler: Scheduler,
    events: MessagePort,
  ) {
    this.id = id;
    this.priority = priority;
    this.#search = search;
    this.#source = source;
    this.#local = local;
    this.#models = models;
    this.#scheduler = scheduler;
    this.#events = new JobPort(events);
  }

  async run(): Promise<void> {
    this.#started = performance.now();
    await this.#events.settle(async () => {
      await this.#scheduler.checkpoint(this);
      const model = await this.#scheduler.runOthersUntil(this, this.#models.mainModelLoaded);
      await this.#run(model);
      const { queuedMs, runMs } = this.#times();
      return { ...this.#stats, queuedMs, runMs };
    });
  }

  drop(): void {
    this.#events.drop();
  }

  async #run(model: LoadedModel): Promise<void> {
    const { query, topN, unit } = this.#search;
    const refusal = this.#source.refusal?.(model.card, namespaceOfModel(model)) ?? unreadQuery(query, model);
    if (refusal !== undefined) return this.#post(await findHits(this.#source, this.#search), [refusal]);
    this.#local?.useVectorsOf(namespaceOfModel(model));
    const { ordered, found, matching } = await this.#score(model);
    const least = leastScore(this.#search.minScore, model);
    const enough = ordered.filter(({ score }) => score >= least);
    const top = unit === 'document' ? bestOfDocuments(enough, topN) : enough.slice(0, topN);
    const hits: Hit[] = [];
    for (const { passage, terms, logit, score, fused } of top) {
      const one = found.get(passage)!;
      const sentence = await sentenceOf(one, terms, { query, model, checkpoint: () => this.#checkpoint() });
      hits.push({ ...hitOf(one, terms), logit, score, fused, ...(sentence ? { sentence } : {}) });
    }
    this.#post({ hits, matching }, []);
  }

  /** Scores the best passages by words and by meaning. */
  async #score(model: LoadedModel): Promise<Scored> {
    const { query, allowed, topN } = this.#search;
    const depth = Math.max(this.#source.depth, topN);
    const callsBefore = model.engine.modelCalls;
    if (this.#source.prefetch) {
      // What the words find is fetched while the model reads the query.
      const found = this.#source.findByWords(query, allowed).slice(0, depth);
      this.#source.prefetch(found.map(({ passage }) => passage));
    }
    const pooled = await pooledQuery(query, model);
    this.#queryCalls = model.engine.modelCalls - callsBefore;
    // Nothing is awaited from here to the passages: a document that changes gives up its passages' numbers.
    const byWords = this.#source.findByWords(query, allowed);
    const nearest = pooled ? this.#source.nearest(pooled, depth, allowed) : [];
    const best = new Set([...byWords.slice(0, depth).map(({ passage }) => passage), ...nearest]);
    const numbers = [...best];
    const passages = await this.#scheduler.runOthersUntil(this, this.#source.passagesAt(numbers));
    const scores = await this.#rank(model, passages);
    const matches = new Map(byWords.map((match) => [match.passage, match]));
    const candidates = scores.map(({ index, logit, score }): Candidate => {
      const { slot } = passages[index]!;
      const match = matches.get(numbers[index]!);
      return { passage: numbers[index]!, slot, words: match?.score ?? 0, terms: match?.terms ?? [], logit, score };
    });
    return {
      ordered: orderCandidates(candidates, fittedOf(model.card).fusion?.weight),
      found: new Map(passages.map((passage, i) => [numbers[i]!, passage])),
      matching: byWords.length,
    };
  }

  async #rank(main: LoadedModel, passages: readonly SourcePassage[]): Promise<ScoredPassage[]> {
    const inputs = passages.map(({ input }) => input);
    const scores = new Map<number, ScoredPassage>();
    const request = { id: this.id, query: this.#search.query, passages: inputs, pending: [...inputs.keys()] };
    const ranking = new Ranking(
      { ...request, priority: this.priority, strategy: 'exact' },
      new LoadedModels(withVectorsOf(main, passages), undefined, 'exact'),
      {
        checkpoint: () => this.#checkpoint(),
        runOthersUntil: (awaited) => this.#scheduler.runOthersUntil(this, awaited),
        onScores: (_, scored) => scored.forEach((each) => scores.set(each.index, each)),
      },
    );
    await ranking.run();
    const { modelCalls, ...stats } = ranking.stats;
    this.#stats = { ...stats, modelCalls: modelCalls + this.#queryCalls };
    return [...scores.values()];
  }

  #post({ hits, matching }: { readonly hits: readonly Hit[]; readonly matching: number }, warnings: string[]): void {
    const { fetchedBytes } = this.#source;
    const bytes = fetchedBytes === undefined ? {} : { fetchedBytes };
    this.#events.post({ kind: 'collection', event: { kind: 'found', hits, matching, warnings, ...bytes } });
  }

  #checkpoint(): Promise<void> {
    return this.#scheduler.checkpoint(this);
  }

  #times(): Pick<JobStats, 'queuedMs' | 'runMs'> {
    return { queuedMs: this.#started - this.#submitted, runMs: performance.now() - this.#started };
  }
}

/** The model over the vectors that the source brings, which are kept apart from those that the model computed. */
function withVectorsOf(main: LoadedModel, passages: readonly SourcePassage[]): LoadedModel {
  if (!passages.some(({ encoded }) => encoded)) return main;
  const vectors = new VectorCache(Infinity);
  for (const { input, encoded } of passages) if (encoded) vectors.set(input, encoded);
  const { vectorStorage: _, ...rest } = main;
  return { ...rest, vectors };
}

async function pooledQuery(query: string, { engine }: LoadedModel): Promise<EncodedPassage['vectors'] | undefined> {
  if (engine.embedQuery) return engine.embedQuery(query);
  return (await engine.embed?.('query', [{ text: query }]))?.[0]?.vectors;
}

/** Scores of a query in a script that the model does not read mean nothing. */
function unreadQuery(query: string, { card: { name, languages } }: LoadedModel): string | undefined {
  const scripts = scriptsOf(languages);
  const script = scripts && foreignScript(query, scripts);
  return script === undefined
    ? undefined
    : `The query is mostly in ${script}, which ${name} does not read: the order is by words`;
}

/** @throws RangeError for `auto` if the model has no threshold */
function leastScore(minScore: SearchRequest['minScore'], { card }: LoadedModel): number {
  if (minScore !== 'auto') return minScore ?? -Infinity;
  const { threshold } = fittedOf(card);
  if (threshold) return threshold.score;
  throw new RangeError(`Expected a number for \`minScore\`, got \`auto\`: ${card.name} has no threshold`);
}
