/**
 * @file The messages between page and worker: calls over Comlink, and the events of each load and job on a port of its
 * own.
 *
 * Events use ports because a stream is not transferable in every browser and Comlink has no async iterators.
 */
import type { PassageText } from '../engine/engine';
import type { KernelFiles, RuntimeFiles } from '../engine/runtimes/runtime';
import type { CardOverrides } from '../models/card-overrides';
import type { CollectionEvent, CollectionRequest } from './collection-api';
import type { PoolWorkerApi } from './pool-worker-api';
import type {
  Device,
  Dtype,
  Explanation,
  LongPassages,
  PooledVectors,
  StageRequest,
  Strategy,
  Suspect,
  TransformersOptions,
} from '../core/types';
import type { LoadProgress, RerankerReport } from '../core/report';
import type { Wire, WireError } from './wire-error';

/** The URLs of the files of the package that the app has; a bundler may have renamed each file. */
export type AssetUrls = {
  /** The files of onnxruntime-web; absent if the app did not add it. */
  readonly runtime?: RuntimeFiles;
  readonly kernels: KernelFiles;
  /** The URLs by model name, then by the path that the model's card uses. */
  readonly models: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The URLs of the folders of models that are not part of the package, by name; each ends with a slash. */
  readonly folders?: Readonly<Record<string, string>>;
};

export type LoadRequest = {
  /** The build of the page's script; the worker refuses another one. */
  readonly build: string;
  /** An embedded model's name, `org/name` on a hub, or the absolute URL of a model folder. */
  readonly model: string;
  /** The revision of a model on a hub. Default `main`. */
  readonly revision?: string;
  /** The base URL of the hub. Default: the URL of Hugging Face. */
  readonly hub?: string;
  /** Fields that replace those of the model's card. */
  readonly card?: CardOverrides;
  /** Other origins that the model may name files of. */
  readonly modelOrigins?: readonly string[];
  readonly device: 'auto' | Device;
  readonly dtype?: Dtype;
  /** How transformers.js runs the model, if it does. */
  readonly transformers?: TransformersOptions;
  /** The number of layers after which the model stops. Default: all layers. */
  readonly depth?: number;
  readonly method: string | readonly StageRequest[];
  readonly assets: AssetUrls;
  readonly cache: 'persistent' | 'memory';
  readonly vectorCacheBytes: number;
  readonly vectorStorageBytes: number;
  readonly strategy: Strategy;
  /** The last-pass model: the name of a folder of `assets`, or the absolute URL of a folder. Default: none. */
  readonly lastPass?: string;
  readonly cores?: number;
  /** Keys (`candidateKey`) of the engine candidates that were lost twice and are not tried again. */
  readonly avoid: readonly string[];
  /** The name of a Web Lock that the worker holds until it ends. */
  readonly lifeLock: string;
};

/** The reranker's report without the fields that only the page knows. */
export type HostReport = Omit<RerankerReport, 'losses' | 'scout' | 'arriving'>;

export type LoadEvent =
  /** The worker holds the life lock, so the page may start to wait for its release. */
  | { readonly kind: 'locked' }
  | { readonly kind: 'progress'; readonly progress: LoadProgress }
  | { readonly kind: 'alive'; readonly candidate?: string }
  /** The main model was loaded, or failed to load, and the report has changed accordingly. */
  | { readonly kind: 'report'; readonly report: HostReport };

export type JobRequest = {
  readonly id: number;
  readonly query: string;
  readonly passages: readonly PassageText[];
  /** Indices of the passages to score, best candidates first; the others were scored before an engine was replaced. */
  readonly pending: readonly number[];
  readonly priority: number;
  /** Default: the strategy of the load request. */
  readonly strategy?: Strategy;
  /** The number of top passages that the caller asks for. Default: all. */
  readonly topN?: number;
  /** Passages with a lower score are not returned. Default: none is left out. */
  readonly minScore?: number;
  /** Default: `first`. */
  readonly longPassages?: LongPassages;
  /** Default: the instruction in the model's card. */
  readonly instruction?: string;
  /** The amount that the first stage adds to each logit in the final order, in standard deviations of the logits. */
  readonly priors?: readonly number[];
  /** For a last pass, which scores a call's best passages: the main model's logit of each passage. Default: none. */
  readonly mainLogits?: readonly number[];
};

/**
 * The model and method that gave a score: tier 0 is a cascade's first-pass model, tier 1 the main model, tier 2 the
 * main and the last-pass model together.
 */
export type ScoredBy = {
  readonly name: string;
  readonly tier: 0 | 1 | 2;
  /** Converts a first-pass model's logit to the scale of the main model's logits: intercept + slope · logit. */
  readonly scale?: { readonly slope: number; readonly intercept: number };
};

/** The passages to explain, one after the other. Explanations are costly, so only returned passages are explained. */
export type ExplainRequest = Pick<
  JobRequest,
  'id' | 'query' | 'passages' | 'priority' | 'longPassages' | 'instruction'
>;

/** A passage's logit and its score, which is calibrated if the model's card has a calibration. */
export type ScoredPassage = {
  /** The passage's index in the job's list. */
  readonly index: number;
  readonly logit: number;
  readonly score: number;
  readonly truncatedTokens: number;
  readonly suspect?: Suspect;
};

export type JobStats = {
  readonly modelCalls: number;
  readonly cacheHits: number;
  readonly cacheMisses: number;
  /** The size of all passage vectors in memory. */
  readonly cacheBytes: number;
  /** The number of windows that long passages were divided into. */
  readonly windows?: number;
  readonly queuedMs: number;
  readonly runMs: number;
  /** Present in a cascade. */
  readonly cascade?: CascadeStats;
  /** Conditions that made the result worse than it could be. */
  readonly warnings?: readonly string[];
};

export type CascadeStats = {
  /** The number of passages that the main model did not score. */
  readonly skipped: number;
  /** The estimated probability that the top N differs from the top N of an exact run. */
  readonly missProbability: number;
  /** The number of leading ranks, among the passages scored by the main model, that are unlikely to change. */
  readonly settled: number;
};

export type JobEvent =
  | {
      readonly kind: 'scored';
      readonly scoredBy: ScoredBy;
      readonly passages: readonly ScoredPassage[];
      readonly stats: JobStats;
    }
  /** The number of passages that a preparation has finished. */
  | { readonly kind: 'prepared'; readonly progress: Prepared }
  /** `index` is the position of the passage in the request. */
  | { readonly kind: 'explained'; readonly index: number; readonly explanation: Explanation; readonly stats: JobStats }
  | { readonly kind: 'collection'; readonly event: CollectionEvent }
  /** The pooled vectors of the texts at these positions of the request; of equal passages, of the first. */
  | { readonly kind: 'embedded'; readonly indices: readonly number[]; readonly vectors: PooledVectors }
  | { readonly kind: 'done'; readonly stats: JobStats }
  /** The job was cancelled before or while it ran. */
  | { readonly kind: 'cancelled' }
  /** The job failed, but the engine can still be used. */
  | { readonly kind: 'failed'; readonly error: WireError }
  /** The engine can no longer be trusted. The page replaces the worker and sends the passages left to score again. */
  | { readonly kind: 'lost'; readonly reason: string };

/** The progress of a preparation, in passages. */
export type Prepared = {
  readonly total: number;
  /** Passages whose vectors are in memory. */
  readonly prepared: number;
  /** Passages that the model encoded. */
  readonly encoded: number;
  /** Passages whose vectors were read from storage. */
  readonly fromStorage: number;
};

export type PrepareRequest = Pick<JobRequest, 'id' | 'passages' | 'priority' | 'longPassages'>;

/** Texts whose pooled vectors are asked for. */
export type EmbedRequest = Pick<JobRequest, 'id' | 'passages' | 'priority'> & { readonly kind: 'query' | 'passage' };

/** The calls that a worker answers, as the host of a page or as a pool worker of another host. */
export interface HostApi extends PoolWorkerApi {
  /** Loads a model in place of the current one. Errors are returned as values. */
  load(request: LoadRequest, events: MessagePort): Promise<Wire<HostReport>>;
  /** Queues a job, which reports its scores and its end on `events`. */
  run(job: JobRequest, events: MessagePort): void;
  /** Queues the encoding of passages, which reports its progress and its end on `events`. */
  prepare(job: PrepareRequest, events: MessagePort): void;
  /** Queues the encoding of texts, which reports their pooled vectors and its end on `events`. */
  embed(job: EmbedRequest, events: MessagePort): void;
  /** Queues the explanation of passages as a job of its own. */
  explain(job: ExplainRequest, events: MessagePort): void;
  /** Runs a task on a collection. Only encoding and searching by meaning need a loaded model. */
  collection(request: CollectionRequest, events: MessagePort): void;
  /** Stops a job between micro-batches. Resolves once the job has ended. */
  cancel(id: number): Promise<void>;
  dispose(): Promise<void>;
}

/** The calls of the page that started a worker for several pages. */
export interface SharedHostApi {
  /** Resolves once the worker holds the Web Lock of this name, which is free again when the worker has ended. */
  holdUntilEnd(lock: string): Promise<void>;
  /**
   * Answers the calls of another page on a port (those of `HostApi`), and resolves when that page has left: when the
   * Web Lock of this name, which the page holds, is free.
   */
  admit(port: MessagePort, lock: string): Promise<void>;
}
