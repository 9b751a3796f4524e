/** @file The public object: two verbs, what serves, and how it has gone. */
import type {
  CandidateReport,
  Device,
  Dtype,
  LoadProgress,
  Passage,
  RankEvent,
  RerankOptions,
  RerankResult,
  RerankerReport,
  StatusEvent,
} from './types';

export type { CandidateReport };

/** What the worker side may be: a module worker of `rankside/worker`, or a port behind which a host listens. */
export type WorkerLike = Worker | MessagePort;

/** Options of `createReranker`. */
export type CreateOptions = {
  /** An embedded model's name, or the URL of a model folder (ends with `/`, holds `card.json`). Default `base`. */
  readonly model?: string | URL;
  /** Default `auto`: WebGPU on a hardware adapter when it is healthy and faster, else WASM. */
  readonly device?: 'auto' | Device;
  /** Only this arithmetic. Default: the plan decides. */
  readonly dtype?: Dtype;
  /** After how many layers the model stops, of those that `report.depths` names: fewer are faster. Default: the deepest. */
  readonly depth?: number;
  /** Name of a method. Default `auto`: the model card's. */
  readonly method?: string;
  /** Base URL of the runtime, kernel and model files, when a bundler does not emit them. Layout: `rankside copy`. */
  readonly assets?: string | URL;
  /** A worker of `rankside/worker`, or a function that makes one. A function lets a dead worker be replaced. */
  readonly worker?: WorkerLike | (() => WorkerLike);
  /** `persistent` keeps downloaded files in Cache Storage; `memory` does not. Default `persistent`. */
  readonly cache?: 'persistent' | 'memory';
  /** Bytes of passage vectors kept in memory. Default 64 MiB; 0 keeps none. */
  readonly vectorCacheBytes?: number;
  /** Threads at most. Default: half the cores up to 4, and 1 unless the page is cross-origin isolated. */
  readonly cores?: number;
  /** Milliseconds without a sign of life after which a worker with work to do counts as hung and is replaced. Default 30,000. */
  readonly hangMs?: number;
  /** Milliseconds without a call after which the worker is let go; the next call starts it again. Default: never. */
  readonly idleMs?: number;
  readonly onProgress?: (progress: LoadProgress) => void;
  readonly onStatus?: (event: StatusEvent) => void;
};

/** Counts since creation. */
export type RerankerStats = {
  readonly calls: number;
  readonly passages: number;
  readonly modelCalls: number;
  readonly cache: { readonly hits: number; readonly misses: number };
};

/** @typeParam Report what serves: a model on this device, unless said otherwise */
export interface Reranker<Report = RerankerReport> extends AsyncDisposable {
  /**
   * Ranks `passages` for `query`, best first.
   *
   * @throws TypeError or RangeError for a caller's mistake, `signal.reason` after an abort, RerankError otherwise
   * (`query-too-long`, `superseded`, `disposed`, `worker-lost`, …).
   */
  rerank<P extends Passage>(query: string, passages: readonly P[], options?: RerankOptions): Promise<RerankResult<P>>;
  /** The same, as events: `ranking` as it improves, `done` last. Leaving the loop early cancels the call. */
  stream<P extends Passage>(
    query: string,
    passages: readonly P[],
    options?: RerankOptions,
  ): AsyncGenerator<RankEvent<P>, void, void>;
  readonly report: Report;
  readonly stats: RerankerStats;
  /** Lets the worker go. Pending calls reject with code `disposed`. */
  dispose(): Promise<void>;
}
