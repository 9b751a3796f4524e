/**
 * @file Runs jobs on a server. Each batch of passages is one request, so that the ranking improves as responses arrive.
 */
import type { Backend, JobLink } from '../client/backend';
import type { JobOutcome } from '../client/worker-link';
import { DEFAULT_WEIGHT } from '../fusion/fuse';
import type { JobRequest, JobStats, ScoredPassage } from '../protocol/host-api';
import type { RemoteReport } from './remote-report';
import { INTERFACES, readScores } from './interfaces';
import { post } from './post';
import type { PostOptions } from './post';
import type { RemoteApi } from './api';
import { passageText } from '../util/passage-text';

export type RemoteSetup = Omit<PostOptions, 'signal' | 'onAttempt' | 'onFailure'> & {
  readonly api: RemoteApi;
  readonly model: string | undefined;
  readonly batchSize: number;
};

const LONG_PASSAGES_IGNORED = '`longPassages` was ignored: the server decides which part of a long passage is read';

/** The number of failures that the report keeps. */
const MAX_LOSSES = 20;

export class RemoteBackend implements Backend<RemoteReport>, JobLink {
  readonly #setup: RemoteSetup;
  readonly #running = new Map<number, AbortController>();
  readonly #losses: string[] = [];
  #requests = 0;
  #passagesSent = 0;

  constructor(setup: RemoteSetup) {
    this.#setup = setup;
  }

  get report(): RemoteReport {
    const { api, model, url } = this.#setup;
    const { origin, pathname, host } = new URL(url);
    return {
      model: `remote:${model ?? host}`,
      method: api,
      languages: ['*'],
      fusion: { weight: DEFAULT_WEIGHT },
      device: 'remote',
      textLeavesDevice: true,
      url: origin + pathname,
      requests: this.#requests,
      passagesSent: this.#passagesSent,
      losses: [...this.#losses],
    };
  }

  async run(
    job: JobRequest,
    onScores: (scores: readonly ScoredPassage[], stats: JobStats) => void,
  ): Promise<JobOutcome> {
    const controller = new AbortController();
    this.#running.set(job.id, controller);
    const startedAt = performance.now();
    let modelCalls = 0;
    const warnings = (job.longPassages ?? 'first') === 'first' ? [] : [LONG_PASSAGES_IGNORED];
    const stats = (): JobStats => {
      const runMs = performance.now() - startedAt;
      const nothing = { cacheHits: 0, cacheMisses: 0, cacheBytes: 0, queuedMs: 0 };
      return { modelCalls, ...nothing, runMs, ...(warnings.length > 0 ? { warnings } : {}) };
    };
    try {
      for (let start = 0; start < job.pending.length; start += this.#setup.batchSize) {
        const batch = job.pending.slice(start, start + this.#setup.batchSize);
        const scores = await this.#requestScores(job, batch, controller.signal);
        modelCalls++;
        onScores(scores, stats());
      }
      return { kind: 'done', stats: stats() };
    } catch (error) {
      return controller.signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error: error as Error };
    } finally {
      this.#running.delete(job.id);
    }
  }

  cancel(id: number): Promise<void> {
    this.#running.get(id)?.abort();
    return Promise.resolve();
  }

  connect(): Promise<JobLink> {
    return Promise.resolve(this);
  }

  /** Does nothing: jobs on a server fail but are never lost, because transient failures were already retried. */
  reportLoss(): Promise<void> {
    return Promise.resolve();
  }

  reportSuccess(): void {
    // Losses are not counted.
  }

  release(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    for (const controller of this.#running.values()) controller.abort();
    return Promise.resolve();
  }

  async #requestScores(job: JobRequest, batch: readonly number[], signal: AbortSignal): Promise<ScoredPassage[]> {
    const { api, model } = this.#setup;
    const texts = batch.map((index) => passageText(job.passages[index]!));
    const body = INTERFACES[api].body({ model, query: job.query, texts });
    const answer = await post(body, {
      ...this.#setup,
      signal,
      onAttempt: () => this.#recordRequest(texts.length),
      onFailure: (reason) => this.#recordFailure(reason),
    });
    // Servers report neither logits nor truncation.
    return readScores(api, answer, batch.length).map(({ index, score }) => {
      return { index: batch[index]!, logit: score, score, truncatedTokens: 0 };
    });
  }

  #recordRequest(passages: number): void {
    this.#requests++;
    this.#passagesSent += passages;
  }

  #recordFailure(loss: string): void {
    this.#losses.push(loss);
    if (this.#losses.length > MAX_LOSSES) this.#losses.shift();
  }
}
