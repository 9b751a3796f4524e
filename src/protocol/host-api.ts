/**
 * @file What crosses between page and worker: five calls over Comlink, and events of a load or a job on a port of its own.
 *
 * Ports, because a stream is not transferable everywhere and Comlink has no async iterators.
 */
import type { PassageText } from '../engine/engine';
import type { KernelFiles, RuntimeFiles } from '../engine/runtimes/runtime';
import type { CardOverrides } from '../models/card-overrides';
import type { PoolWorkerApi } from './member-api';
import type { Device, Dtype, Explanation, LongPassages, StageRequest, Strategy } from '../core/types';
import type { LoadProgress, RerankerReport } from '../core/report';
import type { Wire, WireError } from './wire-error';

/** Where every file that ships with the package lives; a bundler may have renamed each. */
export type AssetUrls = {
  readonly runtime: RuntimeFiles;
  readonly kernels: KernelFiles;
  /** By model name, then by the path that the card uses. */
  readonly models: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

export type LoadRequest = {
  /** An embedded model's name, `org/name` on a hub, or the absolute URL of a model folder. */
  readonly model: string;
  /** Of a model on a hub. Default `main`. */
  readonly revision?: string;
  /** Base URL of the hub. Default: Hugging Face's. */
  readonly hub?: string;
  /** Fields of the model's card that take the place of its own. */
  readonly card?: CardOverrides;
  readonly device: 'auto' | Device;
  readonly dtype?: Dtype;
  /** After how many layers the model stops. Default: the last. */
  readonly depth?: number;
  readonly method: string | readonly StageRequest[];
  readonly assets: AssetUrls;
  readonly cache: 'persistent' | 'memory';
  readonly vectorCacheBytes: number;
  readonly vectorStorageBytes: number;
  readonly strategy: Strategy;
  readonly cores?: number;
  /** Candidates lost twice, by `candidateKey`. */
  readonly avoid: readonly string[];
  /** Name of a Web Lock that the worker holds as long as it lives. */
  readonly lifeLock: string;
};

/** A report without what only the page knows. */
export type HostReport = Omit<RerankerReport, 'losses' | 'scout' | 'arriving'>;

export type LoadEvent =
  /** The life lock is held: the page may wait for it. */
  | { readonly kind: 'locked' }
  | { readonly kind: 'progress'; readonly progress: LoadProgress }
  | { readonly kind: 'alive'; readonly candidate?: string }
  /** What serves has changed: the main model has arrived, or will not. */
  | { readonly kind: 'report'; readonly report: HostReport };

export type JobRequest = {
  readonly id: number;
  readonly query: string;
  readonly passages: readonly PassageText[];
  /** Rows to score, best candidates first; the others were scored before an engine was replaced. */
  readonly pending: readonly number[];
  readonly priority: number;
  /** Default: the load's. */
  readonly strategy?: Strategy;
  /** How many of the ranking count. */
  readonly topN?: number;
  /** Default: `first`. */
  readonly longPassages?: LongPassages;
  /** Default: the card's. */
  readonly instruction?: string;
  /** What the first stage adds to each row's logit in the final order, in standard deviations of the logits. */
  readonly priors?: readonly number[];
};

/** What a row's score came from: a cascade's first-pass model is tier 0, what has the last word tier 1. */
export type ScoredBy = {
  readonly name: string;
  readonly tier: 0 | 1;
  /** What a first-pass model's logit comes to among the main model's: intercept + slope · logit. */
  readonly scale?: { readonly slope: number; readonly intercept: number };
};

/** Passages to explain, one after the other; an explanation costs too much to make one of each. */
export type ExplainRequest = Pick<
  JobRequest,
  'id' | 'query' | 'passages' | 'priority' | 'longPassages' | 'instruction'
>;

/** A row's score: raw, and calibrated where the card has a calibration. */
export type WireRow = {
  readonly index: number;
  readonly logit: number;
  readonly score: number;
  readonly truncatedTokens: number;
};

export type JobStats = {
  readonly modelCalls: number;
  readonly cacheHits: number;
  readonly cacheMisses: number;
  /** Of all passage vectors in memory by now. */
  readonly cacheBytes: number;
  /** Windows that passages were read in. */
  readonly windows?: number;
  readonly queuedMs: number;
  readonly runMs: number;
  /** Of a cascade. */
  readonly cascade?: CascadeStats;
  /** Why the result is less than it might be. */
  readonly warnings?: readonly string[];
};

export type CascadeStats = {
  readonly skipped: number;
  readonly missProbability: number;
  /** Leading ranks, among what the main model scored, that are unlikely to change. */
  readonly settled: number;
};

export type JobEvent =
  | { readonly kind: 'rows'; readonly stage: ScoredBy; readonly rows: readonly WireRow[]; readonly stats: JobStats }
  /** Of a preparation: passages whose vectors are at hand by now. */
  | { readonly kind: 'prepared'; readonly progress: Prepared }
  /** `row`: place in the request. */
  | { readonly kind: 'explained'; readonly row: number; readonly explanation: Explanation; readonly stats: JobStats }
  | { readonly kind: 'done'; readonly stats: JobStats }
  /** It was cancelled, while it ran or before. */
  | { readonly kind: 'cancelled' }
  /** This job's own failure; the engine is well. */
  | { readonly kind: 'failed'; readonly error: WireError }
  /** The engine can no longer be trusted; the page replaces the worker and sends what is left again. */
  | { readonly kind: 'lost'; readonly reason: string };

/** Passages of a preparation. */
export type Prepared = {
  readonly total: number;
  readonly prepared: number;
  readonly encoded: number;
  readonly fromStorage: number;
};

export type PrepareRequest = Pick<JobRequest, 'id' | 'passages' | 'priority' | 'longPassages'>;

/** A worker is a host, or a member of another host's pool. */
export interface HostApi extends PoolWorkerApi {
  /** Loads the model, replacing the one that served. Rejections travel as values. */
  load(request: LoadRequest, events: MessagePort): Promise<Wire<HostReport>>;
  /** Queues a job; everything else about it comes on `events`. */
  run(job: JobRequest, events: MessagePort): void;
  /** Queues the encoding of passages; everything else about it comes on `events`. */
  prepare(job: PrepareRequest, events: MessagePort): void;
  /** Queues an explaining of passages as a job of its own. */
  explain(job: ExplainRequest, events: MessagePort): void;
  /** Stops a job between micro-batches. Resolves once it is over; then the worker is free. */
  cancel(id: number): Promise<void>;
  dispose(): Promise<void>;
}
