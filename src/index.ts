/** @file The page entry. Importing it touches no browser global. */
export { createReranker } from './client/create-reranker';
export { RerankError, isRerankError } from './errors';
export type { RerankErrorCode } from './errors';
export type { CreateOptions, PrepareOptions, PrepareResult, Reranker, RerankerStats, WorkerLike } from './reranker';
export type {
  AdapterReport,
  Aggregate,
  CandidateReport,
  Device,
  Dtype,
  ExplainedSpan,
  Explanation,
  Fusion,
  LoadProgress,
  LongPassages,
  Passage,
  PassageObject,
  RankEvent,
  Ranked,
  RerankOptions,
  RerankResult,
  RerankStats,
  RerankerReport,
  ScoutReport,
  StageRequest,
  StatusEvent,
  Strategy,
  TextSpan,
  Threshold,
  WindowOptions,
} from './types';
