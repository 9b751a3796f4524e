/** @file The page entry. Importing it touches no browser global. */
export { createReranker } from './client/create-reranker';
export { deleteStoredModel, deleteStoredVectors, listStoredModels } from './client/stored';
export type { StoredModel } from './client/stored';
export { RerankError, isRerankError } from './core/errors';
export type { RerankErrorCode } from './core/errors';
// eslint-disable-next-line @typescript-eslint/no-deprecated -- the former name, for one version
export type { CardOverrides, CardChanges } from './models/card-overrides';
export type {
  CreateOptions,
  PrepareOptions,
  PrepareResult,
  Reranker,
  RerankerStats,
  WorkerLike,
} from './client/reranker';
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
  FirstPassReport,
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the former name, for one version
  ScoutReport,
  StageRequest,
  StatusEvent,
  Strategy,
  TextSpan,
  Threshold,
  WindowOptions,
} from './core/types';
