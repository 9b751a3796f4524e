/** @file The entry of the package for pages. Importing it does not touch any browser global. */
export { createReranker } from './client/create-reranker';
export { deleteStoredModel, deleteStoredVectors, listStoredModels } from './client/stored-models';
export type { StoredModel } from './client/stored-models';
export { RerankError, isRerankError } from './core/errors';
export type { RerankErrorCode } from './core/errors';
// eslint-disable-next-line @typescript-eslint/no-deprecated -- the former name is kept for one version
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
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the former name is kept for one version
  ScoutReport,
  StageRequest,
  StatusEvent,
  Strategy,
  TextSpan,
  Threshold,
  WindowOptions,
} from './core/types';
