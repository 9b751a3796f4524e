/** @file The types of the public API for calls: passages, options, results and events. */

/** A text to rank, as a string or as an object with an id, a title or a first-stage score. It is never mutated. */
export type Passage = string | PassageObject;

/** A text to rank, with what the page knows about it. `null`, as databases give it, counts as absent. */
export type PassageObject = {
  /** Your identifier; the result repeats it. */
  readonly id?: string | number | null;
  /** The text that the model reads. */
  readonly text: string;
  /** A title that the model reads before the text. */
  readonly title?: string | null;
  /**
   * The score of the first stage (BM25 or a search service); higher is better. By default it takes part in the order
   * when every passage has one: see `fusion`.
   */
  readonly score?: number | null;
  /** Any data of yours. It comes back unchanged on the result's `passage` and is never sent to the worker. */
  readonly meta?: unknown;
};

/** The hardware that runs the model: the GPU through WebGPU, or the CPU through WebAssembly. */
export type Device = 'webgpu' | 'wasm';
/**
 * The number format of the weights. `q4` stores them in blocks of 4 bits; `q4f16` also computes the rest in 16 bits.
 */
export type Dtype = 'int8' | 'fp16' | 'fp32' | 'q4' | 'q4f16';
/** The number formats of transformers.js, by the names that it gives to a repository's files. */
export type TransformersDtype = 'fp32' | 'fp16' | 'q8' | 'int8' | 'uint8' | 'q4' | 'q4f16';
/** How transformers.js runs a model. */
export type TransformersOptions = {
  /** The number format. Default: that of `dtype` of `createReranker`, else `q8` on WASM and `fp32` on a GPU. */
  readonly dtype?: TransformersDtype;
  /** Default: `device` of `createReranker`. */
  readonly device?: Device;
};
/**
 * The runtime that computes: `kernel` is our own WASM module, for embedded encoders; `onnx` is onnxruntime-web;
 * `transformers` is `@huggingface/transformers`.
 */
export type RuntimeKind = 'kernel' | 'onnx' | 'transformers';
/**
 * How the model's ranking and the first stage's are joined. `none` uses the model alone, `rrf` adds reciprocal ranks,
 * `weighted` adds weighted standard scores.
 */
export type Fusion = 'none' | 'rrf' | 'weighted';
/**
 * Which passages the main model scores. `exact`: all of them. `cascade`: a smaller first-pass model scores all
 * passages, and the main model scores those that may belong to the top N. `auto`: `cascade` where a first-pass model is
 * loaded and saves work, else `exact`.
 */
export type Strategy = 'auto' | 'exact' | 'cascade';

/**
 * Which part of a passage is read when it is longer than the model's limit. `first` reads its beginning. `head-tail`
 * reads half of the limit at its beginning and half at its end. `windows` scores all of it in windows.
 */
export type LongPassages = 'first' | 'head-tail' | 'windows' | WindowOptions;

/** Options of `longPassages: 'windows'`. */
export type WindowOptions = {
  readonly kind: 'windows';
  /** How the scores of the windows become the passage's score. Default `max`. */
  readonly aggregate?: Aggregate;
  /**
   * Tokens between the beginnings of two successive windows. Default: three quarters of the model's limit. A value
   * above the limit counts as the limit, so that no text is left out.
   */
  readonly stride?: number;
  /** How many of the best windows `mean-top` averages. Default 3. */
  readonly best?: number;
};

/**
 * How a passage's score is computed from its windows. `max` takes the best window. `first` takes the first window and
 * reads no other. `mean-top` takes the mean of the best few.
 */
export type Aggregate = 'max' | 'first' | 'mean-top';

/** One method of a multi-stage ranking. */
export type StageRequest = {
  /** The method's name, or `auto` for the one that the model's card names. */
  readonly method: string;
  /**
   * How many of the best passages so far this stage ranks. Default 20; the first method in the list ranks all passages.
   */
  readonly top?: number;
};

/** One passage in a ranking. */
export type Ranked<P extends Passage = Passage> = {
  /** The position in the caller's list, from 0. */
  readonly index: number;
  /** The passage's own `id` as it was given, when it has one. */
  readonly id?: string | number;
  /** The position in the ranking, from 1: by `fused` if present, else by `score`. Ties keep the order of the input. */
  readonly rank: number;
  /**
   * The relevance of the passage to the query: in [0, 1] where the model's card has a calibration, else the logit. It
   * does not depend on the other passages, except with a list-wise method (`report.scoreKind`). It is `undefined` until
   * the passage is scored, and stays so when the call ends before; `scoredBy` is then `none`.
   */
  readonly score: number | undefined;
  /** The raw output of the method, before calibration. Absent when the passage was not scored. */
  readonly logit?: number;
  /**
   * The score that joins model and first stage; higher is better. It compares only within this ranking. Absent without
   * fusion.
   */
  readonly fused?: number;
  /** The model and method that gave the score, as `<model>@<depth>/<method>` or `<model>/<method>`, or `none`. */
  readonly scoredBy: string;
  /** @deprecated Use `scoredBy`. */
  readonly stage: string;
  /** The passage as it was given. */
  readonly passage: P;
  /**
   * How many tokens of the passage the model did not read, at its end or in its middle (`longPassages`). Absent when it
   * read all of them.
   */
  readonly truncatedTokens?: number;
  /**
   * Present if the passage may have been written to rank high, which only late interaction finds out. It was ranked by
   * what remains of it. A page that shows texts of others may leave it out or mark it.
   */
  readonly suspect?: Suspect;
  /**
   * The parts of the text that count for the query. Present only with the option `explain`, for passages that the model
   * scored.
   */
  readonly explanation?: Explanation;
};

/** Why a passage is suspect. `echo`: it repeats the query, and its other words have little to do with it. */
export type SuspectReason = 'echo';

/** A passage that may have been written to rank high. */
export type Suspect = {
  readonly reason: SuspectReason;
  /** The score that the passage would have had. Its `score` is that of the passage without the repeated query. */
  readonly unadjustedScore: number;
};

/** A part of a text in UTF-16 code units: from `start` up to, and without, `end`, as `slice` takes them. */
export type TextSpan = { readonly start: number; readonly end: number };

/**
 * A part of `passage.text` with its relevance, in [0, 1]. The most relevant part of a passage has 1, unless all parts
 * have 0. Titles are never included.
 */
export type ExplainedSpan = TextSpan & { readonly relevance: number };

/** The relevance of a passage's sentences and tokens, in text order. Values compare only within one passage. */
export type Explanation = {
  /**
   * How the relevance was computed. `max-sim`: of a token, the part of the late-interaction score that it contributes;
   * of a sentence, its MaxSim with the query, less the mean cosine of the passage's tokens.
   * `leave-one-out`: the decrease of the logit when the sentence is left out; `tokens` is then empty.
   */
  readonly by: 'max-sim' | 'leave-one-out';
  /** The sentences that the model read, at least in part. */
  readonly sentences: readonly ExplainedSpan[];
  /** The tokens that the model read: mostly words, or parts of words. */
  readonly tokens: readonly ExplainedSpan[];
};

/** Statistics of one call. */
export type RerankStats = {
  /** False when `budgetMs` ended the call before every passage was scored. */
  readonly complete: boolean;
  /** How many passages the call was given. */
  readonly passages: number;
  /** How many of them have a score. */
  readonly scored: number;
  /** How many passages the model did not read in full. */
  readonly truncated: number;
  /** How many windows the passages were read in. Absent when no passage was read in windows. */
  readonly windows?: number;
  /** Forward passes of the model. */
  readonly modelCalls: number;
  /**
   * How many passages, or windows of them, had a vector in memory (`hits`) and how many did not (`misses`). `bytes`
   * counts all vectors in memory after the call, including those of other calls, but not the texts, which also count
   * against `vectorCacheBytes`.
   */
  readonly cache: { readonly hits: number; readonly misses: number; readonly bytes: number };
  /** The strategy that was used. */
  readonly strategy: Exclude<Strategy, 'auto'>;
  /** How many passages the last-pass model scored. Absent without one. */
  readonly lastPass?: number;
  /** How many passages the main model skipped because the first-pass model gave them little chance of the top N. */
  readonly skipped: number;
  /**
   * The estimated probability, in [0, 1], that `exact` would put another passage into the top N. 0 when nothing was
   * skipped.
   */
  readonly missProbability: number;
  /** @deprecated Use `missProbability`. */
  readonly chance: number;
  /** Milliseconds: in the queue, in execution, and from the call to its result. */
  readonly timings: { readonly queuedMs: number; readonly runMs: number; readonly totalMs: number };
  /**
   * The scores that decide the order. `first-stage`: the model cannot read the query, so its scores were not used for
   * the order.
   */
  readonly fusion: Fusion | 'first-stage';
  /** Sentences about what reduced the quality of the result, for a developer to read. */
  readonly warnings: readonly string[];
};

/** The ranking of a call and its statistics. */
export type RerankResult<P extends Passage = Passage> = {
  /** The passages, best first. */
  readonly results: readonly Ranked<P>[];
  readonly stats: RerankStats;
};

/**
 * An event of `stream` and `onProgress`. `ranking` events hold the first `topN` of the best ranking so far. `done` is
 * the last event and equals the result of `rerank`.
 */
export type RankEvent<P extends Passage = Passage> =
  | { readonly kind: 'progress'; readonly scored: number; readonly total: number }
  | {
      readonly kind: 'ranking';
      readonly results: readonly Ranked<P>[];
      readonly scored: number;
      readonly total: number;
      /** How many of the leading ranks will not change. */
      readonly settled: number;
      /** Whether `settled` is certain (`proof`) or probable (`estimate`, in a cascade). */
      readonly settledBy: 'proof' | 'estimate';
    }
  | ({ readonly kind: 'done' } & RerankResult<P>);

/** Options of one call. */
export type RerankOptions = {
  /** How many results to return; a positive integer. Default: all. */
  readonly topN?: number;
  /**
   * Drops results whose `score` is below this value, whatever the fusion. `auto` uses the model's own threshold,
   * `report.threshold`, and throws a RangeError for a model without one. Default: no result is dropped.
   */
  readonly minScore?: number | 'auto';
  /**
   * How the first-stage scores take part in the order; `score` itself does not change. `weighted` adds standard scores
   * with the weight from the model's card; `rrf` adds reciprocal ranks. Both throw a TypeError when a passage has no
   * finite `score`. Default: `weighted` when every passage has a finite `score` and they are not all equal, else
   * `none`.
   */
  readonly fusion?: Fusion;
  /**
   * Which passages the main model scores. `cascade` decides the first `topN`, or the first 10 without `topN`. `auto`
   * skips passages only when `topN` is given. With `fusion: 'rrf'` every passage is scored, because each reciprocal
   * rank depends on all of them. Default: the reranker's.
   */
  readonly strategy?: Strategy;
  /**
   * Whether the last-pass model scores the best passages again, if the reranker has one. It never does with
   * `longPassages` other than `first`, or where the first-stage order is kept. Default true.
   */
  readonly lastPass?: boolean;
  /**
   * Which part of a passage is read when it is longer than the model's limit. Vectors are stored for each window. Any
   * value other than `first` scores every passage with the main model (`exact`). Default: the reranker's.
   */
  readonly longPassages?: LongPassages;
  /**
   * A description of the task for models whose prompt has a place for one (`report.instruction`), such as "Given a
   * question, find the paragraph of the law that answers it". Throws a RangeError for other models. Default: the
   * model's own.
   */
  readonly instruction?: string;
  /** Aborts the call as with `fetch`: it rejects with `signal.reason`. */
  readonly signal?: AbortSignal;
  /** Calls with a higher number run first; a running call yields to a higher one between micro-batches. Default 0. */
  readonly priority?: number;
  /**
   * Ends older unfinished calls of this reranker that also set `supersede`; they reject with code `superseded`. Default
   * false.
   */
  readonly supersede?: boolean;
  /** Milliseconds after which the best ranking so far is returned, with `stats.complete: false`. Default: no limit. */
  readonly budgetMs?: number;
  /**
   * Adds an `explanation` to each result after all passages are scored. With late interaction this takes a few
   * milliseconds a result, and reading up to three of its sentences where they are close; with other methods, one model
   * call for each sentence. Default false.
   */
  readonly explain?: boolean;
  /** Called with every event that `stream` yields. */
  readonly onProgress?: (event: RankEvent) => void;
};

/**
 * The pooled vectors of texts, each of unit length, as the rows of a matrix: component d of text i is
 * `components[i * dimensions + d] * scales[i]`. The cosine of a query and a passage is their dot product.
 */
export type PooledVectors = {
  readonly dimensions: number;
  readonly components: Int8Array; // (texts, dimensions)
  /** 0 for a passage whose vector `vectorCacheBytes` leaves no room for. */
  readonly scales: Float32Array; // (texts)
};
