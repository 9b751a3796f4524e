/**
 * @file The types that describe a loaded model: its report, the events while it loads, and the facts that calls are
 * planned by.
 */
import type { Device, Dtype, RuntimeKind } from './types';

/** The progress of loading a model, in bytes. */
export type LoadProgress = {
  /** The file that is being loaded. */
  readonly file: string;
  readonly loadedBytes: number;
  readonly totalBytes: number;
  /** Bytes loaded of all files together. */
  readonly overallLoadedBytes: number;
  /** Bytes of all files together. */
  readonly overallTotalBytes: number;
  /** Whether the file comes from Cache Storage instead of the network. */
  readonly fromCache: boolean;
};

/**
 * A change of the loaded model. `ready`: it can rank, or its report has changed. `recovering`: it was lost and is being
 * replaced. `fallback`: another engine candidate replaced it. `warning`: it works with a limitation.
 */
export type StatusEvent =
  | { readonly kind: 'ready'; readonly report: RerankerReport }
  | { readonly kind: 'recovering'; readonly reason: string; readonly losses: number }
  | { readonly kind: 'fallback'; readonly from: string; readonly to: string; readonly reason: string }
  | { readonly kind: 'warning'; readonly message: string };

/** Whether a candidate (a device, dtype and runtime) is in use, and why not. */
export type CandidateReport = {
  readonly device: Device;
  readonly dtype: Dtype;
  readonly runtime: RuntimeKind;
  /**
   * `serving`: in use. `starting`: it may soon share the work of the one in use. `sharing`: it shares the work of the
   * one in use. `refused`: it did not start, failed its self-test, differed or was slower. `lost`: it failed while it
   * worked. `not-tried`: it was not available, not asked for or not needed.
   */
  readonly state: 'serving' | 'starting' | 'sharing' | 'refused' | 'lost' | 'not-tried';
  /** Why the candidate is not in use. Absent for those in use. */
  readonly reason?: string;
};

/** A description of the loaded model: what it is, where it runs, and why there. */
export type RerankerReport = {
  /** The model's name. */
  readonly model: string;
  /**
   * Names the weights that are run, at their depth: vectors of models with the same fingerprint may be compared. Absent
   * for a fake model.
   */
  readonly fingerprint?: string;
  /** How many layers are run. Absent when the model has no exits. */
  readonly depth?: number;
  /** The depths that can be chosen, ascending. */
  readonly depths: readonly number[];
  /** The method that ranks. */
  readonly method: string;
  /**
   * `pair`: a score depends on the query and one passage. `list`: it expresses a position among the passages, not a
   * relevance.
   */
  readonly scoreKind: 'pair' | 'list';
  readonly device: Device;
  readonly dtype: Dtype;
  readonly runtime: RuntimeKind;
  /** The build of the runtime: `rankside-kernel/<build>@<version>` or `onnxruntime-web/<build>@<version>`. */
  readonly engine: string;
  /** The engine candidates, the one in use first. */
  readonly candidates: readonly CandidateReport[];
  /** The GPU adapter. Absent where the browser offers none or it was not asked for one. */
  readonly adapter?: AdapterReport;
  /** The largest difference between a golden pair's score and its reference, and the largest difference allowed. */
  readonly selfTest: { readonly pairs: number; readonly maxError: number; readonly tolerance: number };
  /** Whether files are kept in Cache Storage, or only in memory. */
  readonly storage: 'persistent' | 'memory';
  /** Threads of each worker. */
  readonly threads: number;
  /** How many workers compute: the main one and those of its pool. */
  readonly workers: number;
  /** The smaller model of a cascade. Absent when every call is `exact`. */
  readonly firstPass?: FirstPassReport;
  /** The larger model that scores the best passages of each call again. Absent when there is none. */
  readonly lastPass?: LastPassReport;
  /** True while only the first-pass model scores, because the main model is still loading. */
  readonly mainModelPending: boolean;
  /** @deprecated Use `firstPass`. */
  readonly scout?: FirstPassReport;
  /** @deprecated Use `mainModelPending`. */
  readonly arriving: boolean;
  /** The languages that the model reads, in ISO 639-1; `*` for any. */
  readonly languages: readonly string[];
  /**
   * The weight of the first stage, in [0, 1], with `fusion: 'weighted'`. `fittedOn` names the data that it was fitted
   * on, and is absent for the library's default weight.
   */
  readonly fusion: { readonly weight: number; readonly fittedOn?: string };
  /**
   * The score below which a passage counts as not relevant; used by `minScore: 'auto'`. Absent when the model's card
   * has none.
   */
  readonly threshold?: Threshold;
  /** The instruction used when a call gives none. Absent when the model's prompt has no place for one. */
  readonly instruction?: string;
  /** Milliseconds that loading took. */
  readonly loadMs: number;
  /** Why engines were lost and replaced since creation, newest last. */
  readonly losses: readonly string[];
  /** How many stored vectors and scores were damaged; each was deleted, and computed again when it was needed. */
  readonly damagedEntries: number;
  /** Sentences about limitations, for a developer to read. */
  readonly warnings: readonly string[];
};

/** A description of a cascade's first-pass model; the fields have the same meaning as in `RerankerReport`. */
export type FirstPassReport = Pick<
  RerankerReport,
  'model' | 'depth' | 'method' | 'device' | 'dtype' | 'runtime' | 'engine' | 'selfTest'
>;

/**
 * The last-pass model: its name, and whether it can score. Calls wait for it while it is loading, and do without it if
 * it failed, for which a warning gives the reason.
 */
export type LastPassReport = { readonly model: string; readonly state: 'loading' | 'ready' | 'failed' };

/** A score that separates relevant passages from the others. */
export type Threshold = {
  /** The score, in [0, 1]. */
  readonly score: number;
  /** The share, in [0, 1], of relevant passages that score below it in the data that it was fitted on. */
  readonly falseNegativeRate: number;
  /** The name of the data that it was fitted on. */
  readonly fittedOn: string;
};

/** A description of the GPU adapter, as WebGPU gives it. */
export type AdapterReport = {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** True for an adapter that computes on the CPU. */
  readonly software: boolean;
  /** The WebGPU features that it supports. */
  readonly features: readonly string[];
};

/** @deprecated Use `FirstPassReport`. */
export type ScoutReport = FirstPassReport;

/** The facts that a model's card states about rankings. */
export type CardFacts = Pick<RerankerReport, 'languages' | 'fusion' | 'threshold' | 'instruction'>;

/** The facts that every backend reports, whether the model runs on this device or on a server. */
export type ReportFacts = CardFacts &
  Pick<RerankerReport, 'model' | 'method' | 'depth'> &
  Partial<Pick<RerankerReport, 'scoreKind' | 'lastPass'>>;
