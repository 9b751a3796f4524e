/**
 * @file The reranker that callers hold. It validates and plans each call, runs it on a backend (a supervised worker, or
 * a server), and settles it after success, abort, budget, replacement by a newer call, or disposal.
 */
import { RerankError } from '../core/errors';
import type { ScoredBy } from '../protocol/host-api';
import type { EmbedOptions, PrepareOptions, PrepareResult, Reranker, RerankerStats } from './reranker';
import type { ReportFacts } from '../core/report';
import type { Passage, PooledVectors, RankEvent, RerankOptions, RerankResult } from '../core/types';
import type { RerankerReport } from '../core/report';
import { LAST_PASS } from '../util/candidate-key';
import { runAfter } from '../util/run-after';
import { formatScorerName } from '../models/scorer-name';
import { callListener } from '../util/call-listener';
import type { Backend, JobLink } from './backend';
import { yieldAfterLongList } from './yield-after-long-list';
import { Call } from './call';
import type { CallRequest } from './call';
import { eventStream } from './event-stream';
import { registerInternals } from './internals';
import { runExplanation } from './run-explanation';
import { runLastPass } from './run-last-pass';
import { planCall } from './plan-call';
import { runEmbedding } from './run-embedding';
import { runPreparation } from './run-preparation';
import { copyPassages } from './copy-passages';
import { CALL_OPTIONS, EMBED_OPTIONS, PREPARE_OPTIONS, warnOfUnknownOptions } from './unknown-options';
import { copyOptions, validateCall, validateEmbed, validatePrepare } from './validate';
import type { JobOutcome } from './worker-link';

/** Options that apply to calls that do not set their own. */
export type CallDefaults = Pick<RerankOptions, 'longPassages'>;

/** The arguments of a call, copied, and the warnings about them. */
type CallInput<P extends Passage> = Omit<CallRequest<P>, 'plan'> & { readonly warnings: readonly string[] };

export class RerankerClient<Report extends ReportFacts = RerankerReport> implements Reranker<Report> {
  readonly #backend: Backend<Report>;
  readonly #idleMs: number | undefined;
  readonly #defaults: CallDefaults;
  readonly #activeCalls = new Set<Call>();
  #cancelRelease: (() => void) | undefined;
  #disposed = false;
  #nextJobId = 1;
  #activePreparations = 0;
  #stats: RerankerStats = { calls: 0, passages: 0, modelCalls: 0, cache: { hits: 0, misses: 0 } };

  constructor(backend: Backend<Report>, idleMs?: number, defaults: CallDefaults = {}) {
    this.#backend = backend;
    this.#idleMs = idleMs;
    this.#defaults = defaults;
    registerInternals(this, { backend, nextJobId: () => this.#nextJobId++, keepBusy: () => this.#keepBusy() });
  }

  get report(): Report {
    return this.#backend.report;
  }

  get stats(): RerankerStats {
    return this.#stats;
  }

  async rerank<P extends Passage>(
    query: string,
    passages: readonly P[],
    options?: RerankOptions,
  ): Promise<RerankResult<P>> {
    const input = this.#readInput(query, passages, options);
    const { onProgress } = input.options;
    return this.#startCall(input, (event) => onProgress && callListener(onProgress, event())).result;
  }

  /** Reads its arguments at once, and starts the call when the first event is asked for. */
  stream<P extends Passage>(query: string, passages: readonly P[], options?: RerankOptions) {
    let input: CallInput<P> | undefined;
    let mistake: { readonly error: unknown } | undefined;
    try {
      input = this.#readInput(query, passages, options);
    } catch (error) {
      mistake = { error };
    }
    return this.#streamEvents(() => {
      if (mistake) throw mistake.error;
      return input!;
    });
  }

  async *#streamEvents<P extends Passage>(getInput: () => CallInput<P>): AsyncGenerator<RankEvent<P>, void, void> {
    const input = getInput();
    const { onProgress } = input.options;
    const events = eventStream<RankEvent<P>>();
    const call = this.#startCall(input, (event) => {
      events.push(event);
      if (onProgress) callListener(onProgress, event());
    });
    call.result.then(events.end, events.fail);
    try {
      yield* events.read();
    } finally {
      call.fail(new DOMException('The stream was closed before its end', 'AbortError'));
    }
  }

  async prepare(passages: readonly Passage[], given?: PrepareOptions): Promise<PrepareResult> {
    const fields = copyPassages(passages);
    const options = copyOptions(given);
    validatePrepare(options);
    warnOfUnknownOptions(options, PREPARE_OPTIONS);
    return this.#inBackground('prepare', () =>
      runPreparation(this.#backend, fields, { ...this.#defaults, ...options }, () => this.#nextJobId++),
    );
  }

  async embed(texts: readonly Passage[], given?: EmbedOptions): Promise<PooledVectors> {
    const fields = copyPassages(texts);
    const options = copyOptions(given);
    validateEmbed(options);
    warnOfUnknownOptions(options, EMBED_OPTIONS);
    return this.#inBackground('embed', () => runEmbedding(this.#backend, fields, options, () => this.#nextJobId++));
  }

  /** Keeps the worker while the work lasts. */
  async #inBackground<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.#disposed) throw new RerankError('disposed', `Cannot ${name}: the reranker was disposed`);
    const release = this.#keepBusy();
    try {
      return await work();
    } finally {
      release();
    }
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#cancelRelease?.();
    const reason = new RerankError('disposed', 'The reranker was disposed');
    for (const call of this.#activeCalls) call.fail(reason);
    await this.#backend.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** Validates the arguments of a call and copies what it needs of them. */
  #readInput<P extends Passage>(query: string, passages: readonly P[], given?: RerankOptions): CallInput<P> {
    const own = copyOptions(given);
    const options = { ...this.#defaults, ...own };
    const fields = validateCall(query, passages, options);
    const warnings = warnOfUnknownOptions(own, CALL_OPTIONS);
    return { query, passages: [...passages], fields, options, warnings };
  }

  #startCall<P extends Passage>(
    { warnings, ...input }: CallInput<P>,
    notify: (event: () => RankEvent<P>) => void,
  ): Call<P> {
    const { query, fields, options } = input;
    if (this.#disposed) throw new RerankError('disposed', 'Cannot rerank: the reranker was disposed');
    if (options.signal?.aborted) throw options.signal.reason;
    const plan = planCall(query, fields, options, this.report);
    const call = new Call<P>({ ...input, plan: { ...plan, warnings: [...warnings, ...plan.warnings] } }, notify);
    const anyCall = call as unknown as Call;
    if (options.supersede) this.#supersedeOlder();
    this.#activeCalls.add(anyCall);
    const stopWatching = this.#enforceLimits(anyCall);
    call.result.catch(() => undefined).finally(() => (stopWatching(), this.#onSettled(anyCall)));
    call.start();
    void this.#runCall(anyCall);
    return call;
  }

  /** Ends the call on abort or when its budget is used up. Returns a function that stops watching. */
  #enforceLimits(call: Call): () => void {
    const { signal, budgetMs } = call.options;
    const abort = () => call.fail(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    const cancelTimer = budgetMs === undefined ? undefined : runAfter(budgetMs, () => call.complete(false));
    return () => {
      signal?.removeEventListener('abort', abort);
      cancelTimer?.();
    };
  }

  /** Runs a call to its end. After a worker is lost, only the passages without a final score are scored again. */
  async #runCall(call: Call): Promise<void> {
    try {
      const { board, options } = call;
      await this.#runUntilDone(
        call,
        () => board.pending().length > 0,
        (link) => this.#runScoring(link, call),
      );
      if (call.awaitsLastPass) {
        await this.#runUntilDone(
          call,
          () => call.forLastPass().length > 0,
          (link) => runLastPass(link, call, this.#nextJobId++),
          LAST_PASS,
        );
        call.endLastPass();
      }
      if (options.explain) {
        await this.#runUntilDone(
          call,
          () => call.unexplained().length > 0,
          (link) => runExplanation(link, call, this.#nextJobId++),
        );
      }
      this.#backend.reportSuccess();
      call.complete(true);
    } catch (error) {
      call.fail(error);
    }
  }

  /**
   * Runs a job while it is needed, on one worker after another until one of them finishes it.
   *
   * @param culprit what a loss of the worker counts against. Default: the engine candidate of the main model
   */
  async #runUntilDone(
    call: Call,
    isNeeded: () => boolean,
    run: (link: JobLink) => Promise<JobOutcome>,
    culprit?: string,
  ): Promise<void> {
    while (!call.isSettled() && isNeeded()) {
      this.#cancelRelease?.();
      const link = await this.#backend.connect();
      const outcome = call.isSettled() ? undefined : await run(link);
      if (outcome?.kind === 'lost') await this.#backend.reportLoss(link, outcome.reason, culprit);
      if (outcome?.kind === 'failed') throw outcome.error;
      if (outcome?.kind !== 'done') continue;
      call.recordStats(outcome.stats);
      return;
    }
  }

  async #runScoring(link: JobLink, call: Call): Promise<JobOutcome> {
    const id = this.#nextJobId++;
    call.startJob();
    const defaultSource: ScoredBy = { name: formatScorerName(this.report), tier: 1 };
    await yieldAfterLongList(call.board.passages);
    if (call.isSettled()) return { kind: 'cancelled' };
    call.result.catch(() => undefined).finally(() => link.cancel(id));
    const outcome = await link.run(call.toJobRequest(id), (scores, stats, scoredBy = defaultSource) => {
      call.recordStats(stats);
      call.addScores(scores, scoredBy);
    });
    // List-wise scores of an unfinished list do not compare with those of the next run.
    if (outcome.kind === 'lost' && this.report.scoreKind === 'list') call.board.clear();
    return outcome;
  }

  #supersedeOlder(): void {
    const reason = new RerankError('superseded', 'A newer call superseded this one');
    for (const call of this.#activeCalls) if (call.options.supersede) call.fail(reason);
  }

  #onSettled(call: Call): void {
    this.#activeCalls.delete(call);
    const { passages, modelCalls, cache } = call.stats();
    this.#stats = {
      calls: this.#stats.calls + 1,
      passages: this.#stats.passages + passages,
      modelCalls: this.#stats.modelCalls + modelCalls,
      cache: { hits: this.#stats.cache.hits + cache.hits, misses: this.#stats.cache.misses + cache.misses },
    };
    this.#scheduleRelease();
  }

  /** Keeps the worker until the returned function is called. */
  #keepBusy(): () => void {
    this.#cancelRelease?.();
    this.#activePreparations++;
    return () => {
      this.#activePreparations--;
      this.#scheduleRelease();
    };
  }

  #scheduleRelease(): void {
    if (this.#idleMs === undefined || this.#activeCalls.size > 0 || this.#activePreparations > 0 || this.#disposed)
      return;
    this.#cancelRelease?.();
    this.#cancelRelease = runAfter(this.#idleMs, () => void this.#backend.release());
  }
}
