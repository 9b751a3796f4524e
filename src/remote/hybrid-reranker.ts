/**
 * @file Ranks on the device, and also on a server if the device is slow and `allow` permits it.
 *
 * The scores of two models do not compare, so a ranking comes entirely from one of them: the first to finish gives it,
 * and the other call is cancelled. A failure of the server has no effect. After a failure of the device the server is
 * used, if `allow` permits it.
 */
import { eventStream } from '../client/event-stream';
import { copyOptions, validateCall } from '../client/validate';
import { isRerankError } from '../core/errors';
import type { RerankErrorCode } from '../core/errors';
import type { PrepareOptions, PrepareResult, Reranker, RerankerStats } from '../client/reranker';
import type { Passage, RankEvent, Ranked, RerankOptions, RerankResult } from '../core/types';
import type { RerankerReport } from '../core/report';
import { runAfter } from '../util/run-after';
import { anySignal } from '../util/any-signal';
import { callListener } from '../util/call-listener';
import type { RemoteReport } from './remote-report';

/** Options of `createHybridReranker`. */
export type HybridOptions = {
  /** The reranker on this device. */
  readonly local: Reranker;
  /** The reranker on a server. */
  readonly remote: Reranker<RemoteReport>;
  /**
   * Decides whether the text of a call may be sent to the server. Called only when the device is slow or has failed.
   */
  readonly allow: (query: string, passages: readonly Passage[]) => boolean;
  /** Milliseconds after which a call on the device counts as slow. */
  readonly slowerThanMs: number;
};

/** A description of both rerankers of a hybrid one. */
export type HybridReport = {
  readonly device: 'hybrid';
  /** Whether the text of any call has been sent to the server so far. */
  readonly textLeftDevice: boolean;
  readonly local: RerankerReport;
  readonly remote: RemoteReport;
};

/**
 * Creates a reranker that ranks on the device, and also on a server if the device is slow or fails and `allow` permits
 * it.
 *
 * A stream yields the device's rankings until one of the two has finished; `scoredBy` names the one that gave the
 * result. `dispose` disposes of both.
 *
 * @throws RangeError for an invalid `slowerThanMs`
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

  /** Returns the calls and passages of this reranker, with the model calls of both sides. */
  get stats(): RerankerStats {
    const [local, remote] = [this.#options.local.stats, this.#options.remote.stats];
    const modelCalls = local.modelCalls + remote.modelCalls;
    return { calls: this.#calls, passages: this.#passages, modelCalls, cache: local.cache };
  }

  async rerank<P extends Passage>(query: string, passages: readonly P[], options?: RerankOptions) {
    const call = readCall(query, passages, options);
    const { onProgress } = call.options;
    const onEvent = (event: RankEvent<P>): void => onProgress && callListener(onProgress, event);
    return this.#race(call, { controller: new AbortController(), onEvent });
  }

  /** Reads its arguments at once, and starts the call when the first event is asked for. */
  stream<P extends Passage>(query: string, passages: readonly P[], options?: RerankOptions) {
    let call: HybridCall<P> | undefined;
    let mistake: { readonly error: unknown } | undefined;
    try {
      call = readCall(query, passages, options);
    } catch (error) {
      mistake = { error };
    }
    return this.#streamEvents(() => {
      if (mistake) throw mistake.error;
      return call!;
    });
  }

  async *#streamEvents<P extends Passage>(getCall: () => HybridCall<P>): AsyncGenerator<RankEvent<P>, void, void> {
    const call = getCall();
    const { onProgress } = call.options;
    const controller = new AbortController();
    const events = eventStream<RankEvent<P>>();
    const onEvent = (event: RankEvent<P>): void => {
      events.push(() => event);
      if (onProgress) callListener(onProgress, event);
    };
    this.#race(call, { controller, onEvent }).then(events.end, events.fail);
    try {
      yield* events.read();
    } finally {
      controller.abort();
    }
  }

  /** Encodes passages on the device; nothing is sent to the server. */
  prepare(passages: readonly Passage[], options?: PrepareOptions): Promise<PrepareResult> {
    return this.#options.local.prepare(passages, options);
  }

  async dispose(): Promise<void> {
    await Promise.all([this.#options.local.dispose(), this.#options.remote.dispose()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** Returns the ranking of the side that finishes first, and aborts the other. Aborting `controller` aborts both. */
  async #race<P extends Passage>(
    { query, passages, copies, options }: HybridCall<P>,
    { controller, onEvent }: { readonly controller: AbortController; readonly onEvent: (event: RankEvent<P>) => void },
  ): Promise<RerankResult<P>> {
    const call = { ...options, signal: anySignal(options.signal, controller.signal) };
    this.#calls++;
    this.#passages += copies.length;
    const withPassages = (results: readonly Ranked[]) =>
      results.map((result) => ({ ...result, passage: passages[result.index]! }));
    const onProgress = (event: RankEvent): void => {
      if (controller.signal.aborted || event.kind === 'done') return;
      onEvent(event.kind === 'ranking' ? { ...event, results: withPassages(event.results) } : event);
    };
    const local = this.#options.local.rerank(query, copies, { ...call, onProgress });
    try {
      const ranked = await this.#withServerFallback(local, query, copies, call);
      const result = { ...ranked, results: withPassages(ranked.results) };
      onEvent({ kind: 'done', ...result });
      return result;
    } finally {
      controller.abort();
    }
  }

  async #withServerFallback(
    local: Promise<RerankResult>,
    query: string,
    passages: readonly Passage[],
    { onProgress: _, ...options }: RerankOptions,
  ): Promise<RerankResult> {
    const { remote, allow, slowerThanMs } = this.#options;
    const first = await Promise.race([settled(local), pause(slowerThanMs, options.signal)]);
    const mayAsk = first === undefined ? !options.signal?.aborted : isDeviceFailure(first);
    if (!mayAsk || !allow(query, passages)) return local;
    return firstToSucceed(local, remote.rerank(query, passages, options));
  }
}

type HybridCall<P extends Passage> = {
  readonly query: string;
  /** The passages as they were given, for the results. */
  readonly passages: readonly P[];
  /** The passages that both sides rank; later changes of the originals have no effect. */
  readonly copies: readonly Passage[];
  readonly options: RerankOptions;
};

/** @throws TypeError or RangeError for a wrong argument */
function readCall<P extends Passage>(query: string, passages: readonly P[], given?: RerankOptions): HybridCall<P> {
  const options = copyOptions(given);
  const fields = validateCall(query, passages, options);
  const copies = passages.map((passage, index) =>
    typeof passage === 'string' ? passage : { ...fields[index]!, meta: passage.meta },
  );
  return { query, passages: [...passages], copies, options };
}

const DEVICE_FAILURE_CODES: readonly RerankErrorCode[] = [
  ...(['worker-lost', 'device-unavailable', 'no-candidate'] as const),
  ...(['model-unavailable', 'model-invalid', 'internal'] as const),
];

/**
 * Whether the device failed in a way that a server might not. Wrong arguments, aborts and long queries fail there too.
 */
function isDeviceFailure(ending: PromiseSettledResult<unknown>): boolean {
  return (
    ending.status === 'rejected' && isRerankError(ending.reason) && DEVICE_FAILURE_CODES.includes(ending.reason.code)
  );
}

/** Waits for the server only if the device failed by its own fault, and ignores a failure of the server. */
async function firstToSucceed<T>(local: Promise<T>, remote: Promise<T>): Promise<T> {
  const decided = settled(local).then((ending) => (isDeviceFailure(ending) ? remote.catch(() => local) : local));
  return Promise.race([decided, remote.catch(() => decided)]);
}

async function settled<T>(promise: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([promise]);
  return result;
}

/** Waits for `ms`, or until the call is aborted. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<undefined> {
  return new Promise((resolve) => {
    const end = () => (cancelTimer(), signal?.removeEventListener('abort', end), resolve(undefined));
    const cancelTimer = runAfter(ms, end);
    signal?.addEventListener('abort', end, { once: true });
  });
}
