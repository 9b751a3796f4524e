/**
 * @file Ranks on the device, and asks a server too when that takes long and is allowed.
 *
 * The scores of two models do not compare, so a ranking is wholly one's or the other's: whoever finishes first gives it, and the other
 * is cancelled. A server that fails changes nothing, and where the device fails the server, if allowed, stands in.
 */
import { eventStream } from '../client/event-stream';
import { validateCall } from '../client/validate';
import { isRerankError } from '../core/errors';
import type { RerankErrorCode } from '../core/errors';
import type { PrepareOptions, PrepareResult, Reranker, RerankerStats } from '../client/reranker';
import type { Passage, RankEvent, RerankOptions, RerankResult } from '../core/types';
import type { RerankerReport } from '../core/report';
import { runAfter } from '../util/run-after';
import { anySignal } from '../util/any-signal';
import { callListener } from '../util/call-listener';
import type { RemoteReport } from './remote-report';

export type HybridOptions = {
  readonly local: Reranker;
  readonly remote: Reranker<RemoteReport>;
  /** Whether the text of this call may leave the device. Asked when a call has become slow, or the device failed. */
  readonly allow: (query: string, passages: readonly Passage[]) => boolean;
  /** Milliseconds after which a call on the device is slow. */
  readonly slowerThanMs: number;
};

export type HybridReport = {
  readonly device: 'hybrid';
  /** Whether query and passages of any call have been sent to the server so far. */
  readonly textLeftDevice: boolean;
  readonly local: RerankerReport;
  readonly remote: RemoteReport;
};

/**
 * Both rerankers under one pair of verbs. Until one is done, a stream yields the device's rankings; `stage` names who gave the last.
 * Disposing lets both go.
 *
 * @throws RangeError for a bad `slowerThanMs`
 */
export function createHybridReranker(options: HybridOptions): Reranker<HybridReport> {
  if (!(options.slowerThanMs >= 0)) {
    const got = String(options.slowerThanMs);
    throw new RangeError(`Expected \`slowerThanMs\` to be a number of milliseconds from 0 up, got \`${got}\``);
  }
  return new HybridReranker(options);
}

class HybridReranker implements Reranker<HybridReport> {
  readonly #options: HybridOptions;
  #calls = 0;
  #passages = 0;

  constructor(options: HybridOptions) {
    this.#options = options;
  }

  get report(): HybridReport {
    const [local, remote] = [this.#options.local.report, this.#options.remote.report];
    return { device: 'hybrid', textLeftDevice: remote.requests > 0, local, remote };
  }

  /** Calls and passages of this reranker; what they cost on both sides. */
  get stats(): RerankerStats {
    const [local, remote] = [this.#options.local.stats, this.#options.remote.stats];
    const modelCalls = local.modelCalls + remote.modelCalls;
    return { calls: this.#calls, passages: this.#passages, modelCalls, cache: local.cache };
  }

  async rerank<P extends Passage>(query: string, passages: readonly P[], options: RerankOptions = {}) {
    const { onProgress } = options;
    const hear = (event: RankEvent<P>): void => onProgress && callListener(onProgress, event);
    return this.#race(query, passages, options, { over: new AbortController(), hear });
  }

  async *stream<P extends Passage>(query: string, passages: readonly P[], options: RerankOptions = {}) {
    const over = new AbortController();
    const events = eventStream<RankEvent<P>>();
    const hear = (event: RankEvent<P>): void => {
      events.push(() => event);
      if (options.onProgress) callListener(options.onProgress, event);
    };
    this.#race(query, passages, options, { over, hear }).then(events.end, events.fail);
    try {
      yield* events.read();
    } finally {
      over.abort();
    }
  }

  /** On the device alone: nothing is sent. */
  prepare(passages: readonly Passage[], options?: PrepareOptions): Promise<PrepareResult> {
    return this.#options.local.prepare(passages, options);
  }

  async dispose(): Promise<void> {
    await Promise.all([this.#options.local.dispose(), this.#options.remote.dispose()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** First to finish; the other is ended, as both are when `over` is aborted from outside. */
  async #race<P extends Passage>(
    query: string,
    passages: readonly P[],
    options: RerankOptions,
    { over, hear }: { readonly over: AbortController; readonly hear: (event: RankEvent<P>) => void },
  ): Promise<RerankResult<P>> {
    validateCall(query, passages, options);
    const call = { ...options, signal: anySignal(options.signal, over.signal) };
    const given = [...passages];
    this.#calls++;
    this.#passages += given.length;
    const onProgress = (event: RankEvent): void => {
      if (!over.signal.aborted && event.kind !== 'done') hear(event as RankEvent<P>);
    };
    const local = this.#options.local.rerank(query, given, { ...call, onProgress });
    try {
      const result = await this.#withServerFallback(local, query, given, call);
      hear({ kind: 'done', ...result });
      return result;
    } finally {
      over.abort();
    }
  }

  async #withServerFallback<P extends Passage>(
    local: Promise<RerankResult<P>>,
    query: string,
    passages: readonly P[],
    { onProgress: _, ...options }: RerankOptions,
  ): Promise<RerankResult<P>> {
    const { remote, allow, slowerThanMs } = this.#options;
    const first = await Promise.race([settled(local), pause(slowerThanMs, options.signal)]);
    const mayAsk = first === undefined ? !options.signal?.aborted : isDeviceFailure(first);
    if (!mayAsk || !allow(query, passages)) return local;
    return firstToSucceed(local, remote.rerank(query, passages, options));
  }
}

const DEVICE_FAILURE_CODES: readonly RerankErrorCode[] = [
  ...(['worker-lost', 'device-unavailable', 'no-candidate'] as const),
  ...(['model-unavailable', 'model-invalid', 'internal'] as const),
];

/** What a server could do better. Mistakes, aborts and a query too long would end the same way there. */
function isDeviceFailure(ending: PromiseSettledResult<unknown>): boolean {
  return (
    ending.status === 'rejected' && isRerankError(ending.reason) && DEVICE_FAILURE_CODES.includes(ending.reason.code)
  );
}

/** A server that fails is as if it had not been asked; the device's fault waits for the server, anything else does not. */
async function firstToSucceed<T>(local: Promise<T>, remote: Promise<T>): Promise<T> {
  const decided = settled(local).then((ending) => (isDeviceFailure(ending) ? remote.catch(() => local) : local));
  return Promise.race([decided, remote.catch(() => decided)]);
}

async function settled<T>(promise: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([promise]);
  return result;
}

/** Ends early with the call. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<undefined> {
  return new Promise((resolve) => {
    const end = () => (callOff(), signal?.removeEventListener('abort', end), resolve(undefined));
    const callOff = runAfter(ms, end);
    signal?.addEventListener('abort', end, { once: true });
  });
}
