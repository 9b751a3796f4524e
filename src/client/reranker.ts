/** @file The public object: two verbs, what serves, and how it has gone. */
import type { CardOverrides } from '../models/card-overrides';
import type {
  CandidateReport,
  Device,
  Dtype,
  LoadProgress,
  LongPassages,
  Passage,
  RankEvent,
  RerankOptions,
  RerankResult,
  RerankerReport,
  StageRequest,
  StatusEvent,
  Strategy,
} from '../core/types';

export type { CandidateReport };

/** What the worker side may be: a module worker of `rankside/worker`, or a port behind which a host listens. */
export type WorkerLike = Worker | MessagePort;

/** Options of `createReranker`. */
export type CreateOptions = {
  /**
   * An embedded model's name, `org/name` on a hub, or the URL of a model folder, which ends with `/` and holds `card.json`, or the files
   * of a hub's repository. Default `base`.
   */
  readonly model?: string | URL;
  /** Branch, tag or commit of a model on a hub. Default `main`. */
  readonly revision?: string;
  /** Base URL of the hub, in the layout of Hugging Face's, which is the default. */
  readonly hub?: string | URL;
  /** What you know better of the model than its card, or its repository, says: fields in place of theirs. */
  readonly card?: CardOverrides;
  /** Default `auto`: WebGPU on a hardware adapter when it is healthy and faster, else WASM. */
  readonly device?: 'auto' | Device;
  /** Only this arithmetic. Default: the plan decides. */
  readonly dtype?: Dtype;
  /** After how many layers the model stops, of those that `report.depths` names: fewer are faster. Default: the deepest. */
  readonly depth?: number;
  /** Name of a method. Default `auto`: the model card's. */
  readonly method?: string;
  /**
   * Methods one after another in place of one, the first over all passages, each later one over the best so far (`top`, default 20). Only
   * one model serves all of them.
   */
  readonly stages?: readonly (string | StageRequest)[];
  /** Base URL of the runtime, kernel and model files, when a bundler does not emit them. Layout: `rankside copy`. */
  readonly assets?: string | URL;
  /** A worker of `rankside/worker`, or a function that makes one. A function lets a dead worker be replaced. */
  readonly worker?: WorkerLike | (() => WorkerLike);
  /** `persistent` keeps downloaded files in Cache Storage; `memory` does not. Default `persistent`. */
  readonly cache?: 'persistent' | 'memory';
  /** Bytes of passage vectors kept in memory, and a quarter of that for a first-pass model's. Default 128 MiB, some 10,000 passages; 0 keeps none. */
  readonly vectorCacheBytes?: number;
  /**
   * Bytes of passage vectors kept in IndexedDB, over all pages of the origin; scores of joint methods take 8 MiB at most beside them. Default
   * 256 MiB; 0, or `cache: 'memory'`, keeps neither.
   */
  readonly vectorStorageBytes?: number;
  /**
   * Cores to compute on, at most: a pool of one-thread workers, or threads of onnxruntime-web where the page is cross-origin isolated. Default:
   * half of them, from 2 up to 4.
   */
  readonly cores?: number;
  /** Default `auto`, which loads the model's first-pass model beside it. A call may say otherwise. */
  readonly strategy?: Strategy;
  /** What is read of passages that are longer than the model reads at once. Default `first`: their beginning. A call may say otherwise. */
  readonly longPassages?: LongPassages;
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

/** Options of one preparation. */
export type PrepareOptions = {
  /** Stops it; what is encoded by then is kept. The promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal;
  /** As a call's. Default −1: calls go first. */
  readonly priority?: number;
  /** As the later calls', so that they find the vectors. Default: the reranker's. */
  readonly longPassages?: LongPassages;
  /** Distinct passages at hand so far. */
  readonly onProgress?: (progress: { readonly prepared: number; readonly total: number }) => void;
};

/** Distinct passages: all, those that were encoded, and those that storage had. The last two count windows where passages are read in windows. */
export type PrepareResult = { readonly total: number; readonly encoded: number; readonly fromStorage: number };

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
  /**
   * Does the work that no query is needed for: encodes passages and keeps their vectors, in memory and in IndexedDB, within both budgets.
   * Later calls find them by their text, also after a reload. What is kept already is not encoded again, so a preparation that was
   * stopped goes on where it was.
   *
   * @throws TypeError or RangeError for a caller's mistake, `signal.reason` after an abort, RerankError otherwise
   */
  prepare(passages: readonly Passage[], options?: PrepareOptions): Promise<PrepareResult>;
  readonly report: Report;
  readonly stats: RerankerStats;
  /** Lets the worker go. Pending calls reject with code `disposed`. */
  dispose(): Promise<void>;
}
