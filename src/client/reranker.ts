/** @file The public interface of a reranker: its options, methods, report and statistics. */
import '../core/disposable';
import type { CardOverrides } from '../models/card-overrides';
import type {
  Device,
  Dtype,
  LongPassages,
  Passage,
  PooledVectors,
  RankEvent,
  RerankOptions,
  RerankResult,
  StageRequest,
  Strategy,
} from '../core/types';
import type { OnnxRuntime, TransformersEngine } from './parts';
import type { CandidateReport, LoadProgress, RerankerReport, StatusEvent } from '../core/report';

export type { CandidateReport };

/** A module worker that runs `rankside/worker`, or a MessagePort to one. */
export type WorkerLike = Worker | MessagePort;

/** Options of `createReranker`. */
export type CreateOptions = {
  /**
   * The model: `base` or `fast` of the package, `multi`, whose folder the app serves as `models/multi/` below `assets`
   * or its page, `org/name` on a hub, or the URL of a model folder. A folder's URL ends with `/`; the folder holds
   * `card.json`, or the files of a hub repository. Default `base`.
   */
  readonly model?: string | URL;
  /** The branch, tag or commit of a model on a hub. Default `main`. */
  readonly revision?: string;
  /** The base URL of a hub with the layout of the Hugging Face Hub. Default: the Hugging Face Hub. */
  readonly hub?: string | URL;
  /**
   * Runtimes beside the package's own kernel: `[onnx()]` of `rankside/onnx`, for language models and models of your
   * own. Default: none.
   */
  readonly runtimes?: readonly OnnxRuntime[];
  /**
   * What runs the model in place of the package's own engines: `transformers()` of `rankside/transformers`, for a
   * `model` of a hub or a folder. Default: the package's own.
   */
  readonly engine?: TransformersEngine;
  /** Fields that replace those of the model's card or repository. */
  readonly card?: CardOverrides;
  /**
   * Other origins, such as `https://cdn.example.com`, that the model's card or repository may name files of. Default:
   * none; a model's files are below its own folder.
   */
  readonly modelOrigins?: readonly string[];
  /**
   * The device. Default `auto`: `base` and `fast` start on WASM, and a hardware GPU that passes its tests shares the
   * work; other models run on WebGPU if the adapter is hardware, passes the self-test and is faster, else on WASM.
   * `webgpu` without a usable GPU runs on WASM with a warning.
   */
  readonly device?: 'auto' | Device;
  /** The only number format to use. Default: chosen for the device. */
  readonly dtype?: Dtype;
  /** How many layers are run: one of `report.depths`. Fewer layers are faster and less accurate. Default: all. */
  readonly depth?: number;
  /** The name of a method. Default `auto`: the method that the model's card names. */
  readonly method?: string;
  /**
   * Methods that run one after another, instead of `method`. The first ranks all passages; each later one ranks the
   * best so far (`top`, default 20). All of them use the same model.
   */
  readonly stages?: readonly (string | StageRequest)[];
  /**
   * The base URL of the worker, kernels, models and runtimes, for pages whose bundler does not emit them. The command
   * `rankside copy` writes a folder in this layout. Default: beside the package's own files.
   */
  readonly assets?: string | URL;
  /**
   * A worker that runs `rankside/worker`, or a function that creates one. Only a function lets a dead worker be
   * replaced. Default: a function that starts `worker.js` under `assets`, or the one that the bundler emitted.
   */
  readonly worker?: WorkerLike | (() => WorkerLike);
  /** Where downloaded files are kept: in Cache Storage (`persistent`) or only in memory. Default `persistent`. */
  readonly cache?: 'persistent' | 'memory';
  /**
   * The budget for passage vectors in memory, in bytes; a first-pass model gets a quarter of it in addition. 0 keeps
   * none. Default 128 MiB, about 10,000 passages.
   */
  readonly vectorCacheBytes?: number;
  /**
   * The budget for passage vectors in IndexedDB, in bytes, for all pages of the origin. Scores of joint methods take at
   * most 8 MiB in addition. 0 keeps neither, and so does `cache: 'memory'`. Default 256 MiB.
   */
  readonly vectorStorageBytes?: number;
  /**
   * The largest number of cores to use. They are used by a pool of single-threaded workers, or by threads of
   * onnxruntime-web on pages that are cross-origin isolated. Default: half of the cores, but from 2 to 4.
   */
  readonly cores?: number;
  /**
   * Which passages the main model scores; a call may set its own. Default `auto`, which also loads the model's
   * first-pass model if it has one.
   */
  readonly strategy?: Strategy;
  /**
   * A larger model that scores the best passages of a call again: `deep`, whose folder the app serves as
   * `models/deep/` below `assets` or its page, or the URL of a folder. It must be fitted to `model`. It is loaded after
   * the main model, and calls wait for it. If it cannot be loaded, `report.warnings` say why, and the main model ranks
   * alone. With `engine` it has no effect. Default: none.
   */
  readonly lastPass?: string | URL;
  /**
   * Which part of a passage is read when it is longer than the model's limit; a call may set its own. Default `first`:
   * its beginning.
   */
  readonly longPassages?: LongPassages;
  /**
   * Milliseconds without a message after which a worker with work to do is considered hung and is replaced. Default
   * 30,000.
   */
  readonly hangMs?: number;
  /**
   * Milliseconds without a call after which the worker is terminated; the next call starts it again. Default: never.
   */
  readonly idleMs?: number;
  /** Called as files are loaded. */
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Called when the model is ready, is replaced after a loss, or has a warning. */
  readonly onStatus?: (event: StatusEvent) => void;
};

/** Totals since the reranker was created. */
export type RerankerStats = {
  readonly calls: number;
  readonly passages: number;
  /** Forward passes of the model. */
  readonly modelCalls: number;
  /** How many passages, or windows of them, had a vector in memory and how many did not. */
  readonly cache: { readonly hits: number; readonly misses: number };
};

/** Options of one `prepare` call. */
export type PrepareOptions = {
  /** Stops the preparation: the promise rejects with `signal.reason`. Vectors that were computed before are kept. */
  readonly signal?: AbortSignal;
  /** The priority among calls, as in `RerankOptions`. Default −1, so that calls to `rerank` run first. */
  readonly priority?: number;
  /** The value that later calls will use, so that they find the vectors. Default: the reranker's. */
  readonly longPassages?: LongPassages;
  /** Called as distinct passages become available, with their number so far and the total. */
  readonly onProgress?: (progress: { readonly prepared: number; readonly total: number }) => void;
};

/** Options of one `embed` call. */
export type EmbedOptions = {
  /** Whether the texts are queries or passages; a model may read them differently. Default `passage`. */
  readonly kind?: 'query' | 'passage';
  /** Stops the call: the promise rejects with `signal.reason`. Vectors that were computed before are kept. */
  readonly signal?: AbortSignal;
  /** The priority among calls, as in `RerankOptions`. Default 0 for queries, and −1 for passages as in `prepare`. */
  readonly priority?: number;
};

/**
 * How many distinct passages there were, how many were encoded, and how many vectors came from storage. `encoded` and
 * `fromStorage` count windows when passages are read in windows.
 */
export type PrepareResult = { readonly total: number; readonly encoded: number; readonly fromStorage: number };

/**
 * A loaded model that ranks passages for queries.
 *
 * @typeParam Report the type of `report`; it describes a model on this device unless the reranker is remote or hybrid
 */
export interface Reranker<Report = RerankerReport> extends AsyncDisposable {
  /**
   * Ranks `passages` for `query`, best first.
   *
   * @throws TypeError or RangeError for a wrong argument, `signal.reason` after an abort, RerankError otherwise
   * (`query-too-long`, `superseded`, `disposed`, `worker-lost`, …)
   */
  rerank<P extends Passage>(query: string, passages: readonly P[], options?: RerankOptions): Promise<RerankResult<P>>;
  /**
   * Ranks as `rerank` does, and yields `ranking` events as the ranking improves and `done` at the end. Leaving the loop
   * early cancels the call.
   *
   * @throws what `rerank` throws, when the loop asks for the next event
   */
  stream<P extends Passage>(
    query: string,
    passages: readonly P[],
    options?: RerankOptions,
  ): AsyncGenerator<RankEvent<P>, void, void>;
  /**
   * Encodes passages before there is a query and keeps their vectors, in memory and in IndexedDB, within both budgets.
   *
   * Later calls find the vectors by the passage's text, also after a reload. Passages that already have a vector are
   * not encoded again, so a preparation that was stopped can be continued.
   *
   * @throws TypeError or RangeError for a wrong argument, `signal.reason` after an abort, RerankError otherwise
   */
  prepare(passages: readonly Passage[], options?: PrepareOptions): Promise<PrepareResult>;
  /**
   * Returns the pooled vector of each text, for a search of your own over more passages than a call should be given:
   * find the nearest passages by their dot products with the query's vector, and rank those.
   *
   * Passages are encoded and kept as `prepare` does, by the beginning that the model reads. Absent from rerankers that
   * ask a server.
   *
   * @throws TypeError or RangeError for a wrong argument, `signal.reason` after an abort, RerankError otherwise
   * (`method-unsupported` if the model has no vectors)
   */
  embed?(texts: readonly Passage[], options?: EmbedOptions): Promise<PooledVectors>;
  /** A description of the loaded model as it is now. */
  readonly report: Report;
  /** Totals since the reranker was created. */
  readonly stats: RerankerStats;
  /** Terminates the worker. Pending and later calls reject with code `disposed`. */
  dispose(): Promise<void>;
}
