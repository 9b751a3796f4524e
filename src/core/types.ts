/** @file The words of the public API: what goes in, what comes out, what is reported. */

/** A text to rank: bare, or with what the page knows about it. Never mutated. */
export type Passage = string | PassageObject;

export type PassageObject = {
  /** Yours; comes back on the result. */
  readonly id?: string;
  readonly text: string;
  /** Read by the model before the text. */
  readonly title?: string;
  /** The first stage's score (BM25, a search service's), higher is better. Where every passage has one, it has a say: `fusion`. */
  readonly score?: number;
  /** Anything of yours; comes back on `passage` untouched and never crosses to the worker. */
  readonly meta?: unknown;
};

/** Where and in which arithmetic a model runs. */
export type Device = 'webgpu' | 'wasm';
/** `q4`: weights in blocks of four bits; `q4f16`: the rest in 16. */
export type Dtype = 'int8' | 'fp16' | 'fp32' | 'q4' | 'q4f16';
/** What computes: our own WASM kernel, which embedded encoders have, or onnxruntime-web. */
export type RuntimeKind = 'kernel' | 'onnx';
/** How the model's ranking and the first stage's become one: not at all, by ranks, or by weighted standard scores. */
export type Fusion = 'none' | 'rrf' | 'weighted';
/**
 * How much of the main model's work is done. `exact`: it scores every passage. `cascade`: a first-pass model, a smaller model, scores all, and the main
 * model those that may belong to the top N. `auto`: `cascade` where there is a first-pass model and it saves work.
 */
export type Strategy = 'auto' | 'exact' | 'cascade';

/**
 * What is read of a passage that is longer than the model reads at once. `first`: its beginning. `head-tail`: its beginning and its end, half
 * and half. `windows`: all of it, in parts that are scored one by one.
 */
export type LongPassages = 'first' | 'head-tail' | 'windows' | WindowOptions;

export type WindowOptions = {
  readonly kind: 'windows';
  /** Default `max`. */
  readonly aggregate?: Aggregate;
  /** Tokens from the beginning of a window to that of the next. Default three quarters of what the model reads at once, which is the most. */
  readonly stride?: number;
  /** How many windows `mean-top` takes. Default 3. */
  readonly best?: number;
};

/** The score of a passage from those of its windows: the best one's, the first one's (which alone is read), or the mean of the best few. */
export type Aggregate = 'max' | 'first' | 'mean-top';

/** A way of ranking as one of several, one after another. */
export type StageRequest = {
  /** Its name, or `auto` for the model card's own. */
  readonly method: string;
  /** How many of the best passages so far it ranks. Default 20; the first stage ranks all. */
  readonly top?: number;
};

/** One passage's place in a ranking. */
export type Ranked<P extends Passage = Passage> = {
  /** Place in the input, from 0. */
  readonly index: number;
  readonly id?: string;
  /** Place in the ranking, from 1: by `fused` where there is one, else by `score`. Ties keep input order. */
  readonly rank: number;
  /**
   * The model's relevance of this pair alone, in [0, 1] where the card has a calibration, else the logit.
   * It never depends on the other passages. `NaN` when the run ended before this passage's turn (`stage` is then `none`).
   */
  readonly score: number;
  /** The raw output of the method, before calibration. */
  readonly logit?: number;
  /** The model's and the first stage's say together, higher is better; comparable within this ranking alone. Absent without fusion. */
  readonly fused?: number;
  /** What gave the score: `<model>@<depth>/<method>` where the model's depth is known, else `<model>/<method>`, or `none`. */
  readonly scoredBy: string;
  /** @deprecated Use `scoredBy`. */
  readonly stage: string;
  readonly passage: P;
  /** Tokens of the passage that the model did not read, at its end or in its middle (`longPassages`); absent when it read all of them. */
  readonly truncatedTokens?: number;
  /** Which parts of the passage's text count for the query. With `explain` only, on rows that the model scored. */
  readonly explanation?: Explanation;
};

/** A part of a text: UTF-16 code units from `start` up to `end`, as `slice` takes them. */
export type TextSpan = { readonly start: number; readonly end: number };

/** A part of `passage.text`, never of the title, and its relevance: in [0, 1], 1 the most within this passage, unless all are 0. */
export type ExplainedSpan = TextSpan & { readonly relevance: number };

/** Why a passage ranks where it does, in parts of its text, each list in text order. Comparable within one passage alone. */
export type Explanation = {
  /**
   * `max-sim`: what each part gives to the score of late interaction, by its own alignment. `leave-one-out`: what the logit loses
   * without a sentence; says nothing of tokens.
   */
  readonly by: 'max-sim' | 'leave-one-out';
  /** Sentences that the model read, at least in part. */
  readonly sentences: readonly ExplainedSpan[];
  /** Tokens that the model read; words mostly, or parts of words. */
  readonly tokens: readonly ExplainedSpan[];
};

/** How one call went. */
export type RerankStats = {
  /** False when `budgetMs` ended the run before every passage was scored. */
  readonly complete: boolean;
  readonly passages: number;
  readonly scored: number;
  /** Passages that the model did not read in full. */
  readonly truncated: number;
  /** Windows that the passages were read in; absent where no passage was. */
  readonly windows?: number;
  /** Forward passes of the model. */
  readonly modelCalls: number;
  /**
   * Passages, or windows of them, whose vectors were already in memory, and those that were not. `bytes`: of all vectors in memory after the call, those of
   * other calls included; their texts, which count against `vectorCacheBytes` too, left out.
   */
  readonly cache: { readonly hits: number; readonly misses: number; readonly bytes: number };
  /** How the passages were gone through. */
  readonly strategy: Exclude<Strategy, 'auto'>;
  /** Passages that the main model did not score, since the first-pass model left them little chance of the top N. */
  readonly skipped: number;
  /** Estimated chance, in [0, 1], that the top N holds another passage than `exact` would give. 0 where nothing was skipped. */
  readonly missProbability: number;
  /** @deprecated Use `missProbability`. */
  readonly chance: number;
  /** Milliseconds: waiting for a turn, running, and from call to answer. */
  readonly timings: { readonly queuedMs: number; readonly runMs: number; readonly totalMs: number };
  /** What gave the order. `first-stage`: the model cannot read the query, so its scores were left out of it. */
  readonly fusion: Fusion | 'first-stage';
  readonly warnings: readonly string[];
};

export type RerankResult<P extends Passage = Passage> = {
  readonly results: readonly Ranked<P>[];
  readonly stats: RerankStats;
};

/**
 * What `stream` yields. `ranking` events carry the first `topN` of the best ranking so far; `done` is last and equals what
 * `rerank` returns.
 */
export type RankEvent<P extends Passage = Passage> =
  | { readonly kind: 'progress'; readonly scored: number; readonly total: number }
  | {
      readonly kind: 'ranking';
      readonly results: readonly Ranked<P>[];
      readonly scored: number;
      readonly total: number;
      /** Leading ranks that can no longer change. */
      readonly settled: number;
      readonly settledBy: 'proof' | 'estimate';
    }
  | ({ readonly kind: 'done' } & RerankResult<P>);

/** Options of one call. */
export type RerankOptions = {
  /** How many results to return. Default: all. A positive integer. */
  readonly topN?: number;
  /**
   * Drop results whose `score` is below this, whatever the fusion; `auto` takes the model's own threshold, `report.threshold`, and is
   * a RangeError for a model that has none. Default: none dropped.
   */
  readonly minScore?: number | 'auto';
  /**
   * How the first stage's scores share in the order; `score` is never touched. `weighted`: standard scores, in the proportion of the
   * model's card. `rrf`: reciprocal ranks. Default: `weighted` where every passage has a finite `score` and not all are equal, else
   * `none`. Asking for either is a TypeError where a passage has no finite `score`.
   */
  readonly fusion?: Fusion;
  /**
   * Default: the reranker's. `cascade` settles the first `topN`, 10 where it is not given; `auto` needs a `topN` to skip anything, and with
   * `fusion: 'rrf'`, whose ranks hang on every passage, skips nothing.
   */
  readonly strategy?: Strategy;
  /**
   * What is read of passages that are longer than the model reads at once. Default: the reranker's. Vectors are kept by window; other than
   * `first`, every call is `exact`, as without a first-pass model.
   */
  readonly longPassages?: LongPassages;
  /**
   * What the model is told of the task, for models whose prompts have a place for it (`report.instruction`), else a RangeError: "Given a
   * question, find the paragraph of the law that answers it". Default: the model's own.
   */
  readonly instruction?: string;
  /** Aborts as `fetch` does: the call rejects with `signal.reason`. */
  readonly signal?: AbortSignal;
  /** Higher runs first; a running call yields to a higher one between micro-batches. Default 0. */
  readonly priority?: number;
  /** Ends this reranker's older unfinished calls that also said `supersede` (they reject with code `superseded`). Default false. */
  readonly supersede?: boolean;
  /** Milliseconds after which the best ranking so far is returned with `stats.complete: false`. Default: none. */
  readonly budgetMs?: number;
  /**
   * Gives each result its `explanation`, when all passages are scored: a few milliseconds a result where late interaction ranks, else
   * a model call for each of its sentences. Default false.
   */
  readonly explain?: boolean;
  /** Called with every event that `stream` would yield. */
  readonly onProgress?: (event: RankEvent) => void;
};

/** A step of loading, in bytes. */
export type LoadProgress = {
  readonly file: string;
  readonly loadedBytes: number;
  readonly totalBytes: number;
  /** Over all files of the load. */
  readonly overallLoadedBytes: number;
  readonly overallTotalBytes: number;
  readonly fromCache: boolean;
};

/** Something that happened to the serving engine. */
export type StatusEvent =
  | { readonly kind: 'ready'; readonly report: RerankerReport }
  | { readonly kind: 'recovering'; readonly reason: string; readonly losses: number }
  | { readonly kind: 'fallback'; readonly from: string; readonly to: string; readonly reason: string }
  | { readonly kind: 'warning'; readonly message: string };

/** Why a (device, dtype, runtime) candidate serves or does not. */
export type CandidateReport = {
  readonly device: Device;
  readonly dtype: Dtype;
  readonly runtime: RuntimeKind;
  readonly state: 'serving' | 'refused' | 'lost' | 'not-tried';
  /** Present unless it serves. */
  readonly reason?: string;
};

/** What serves, and why. */
export type RerankerReport = {
  readonly model: string;
  /** After how many layers the model stops here; absent where it has no exits. */
  readonly depth?: number;
  /** Where it may stop, ascending. */
  readonly depths: readonly number[];
  readonly method: string;
  /** `pair`: a score is of its pair alone. `list`: it is a place among the others, and no relevance. */
  readonly scoreKind: 'pair' | 'list';
  readonly device: Device;
  readonly dtype: Dtype;
  readonly runtime: RuntimeKind;
  /** Build of the runtime: `rankside-kernel/<build>@<version>` or `onnxruntime-web/<build>@<version>`. */
  readonly engine: string;
  readonly candidates: readonly CandidateReport[];
  readonly adapter?: AdapterReport;
  /** Largest distance of a golden pair's score from its reference. */
  readonly selfTest: { readonly pairs: number; readonly maxError: number; readonly tolerance: number };
  readonly storage: 'persistent' | 'memory';
  readonly threads: number;
  /** Workers that compute, this one and those of its pool. */
  readonly workers: number;
  /** The smaller model of a cascade; absent where every call is `exact`. */
  readonly firstPass?: FirstPassReport;
  /** True while the first-pass model answers alone, because the main model's files are on their way. */
  readonly mainModelPending: boolean;
  /** @deprecated Use `firstPass`. */
  readonly scout?: FirstPassReport;
  /** @deprecated Use `mainModelPending`. */
  readonly arriving: boolean;
  /** Languages that the model reads, ISO 639-1; `*` for any. */
  readonly languages: readonly string[];
  /** The first stage's share, in [0, 1], when a call's fusion is `weighted`; `fittedOn` is absent where it is the library's default. */
  readonly fusion: { readonly weight: number; readonly fittedOn?: string };
  /** Below it a passage counts as not relevant; what `minScore: 'auto'` takes. Absent where the model's card has none. */
  readonly threshold?: Threshold;
  /** What the model is told of the task when a call has no `instruction`. Absent: its prompts have no place for one. */
  readonly instruction?: string;
  readonly loadMs: number;
  /** Engines lost and replaced since creation, newest last. */
  readonly losses: readonly string[];
  readonly warnings: readonly string[];
};

/** A cascade's smaller model, and how it serves. */
export type FirstPassReport = Pick<
  RerankerReport,
  'model' | 'depth' | 'method' | 'device' | 'dtype' | 'runtime' | 'engine' | 'selfTest'
>;

/** A score that parts relevant passages from the others. */
export type Threshold = {
  /** In [0, 1]. */
  readonly score: number;
  /** Share, in [0, 1], of relevant passages that score below it, where it was fitted. */
  readonly falseNegativeRate: number;
  readonly fittedOn: string;
};

export type AdapterReport = {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  readonly software: boolean;
  readonly features: readonly string[];
};

/** @deprecated Use `FirstPassReport`. */
export type ScoutReport = FirstPassReport;
