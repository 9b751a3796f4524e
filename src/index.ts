/** @file The entry of the package for pages. Importing it does not touch any browser global. */
export { createReranker } from './client/create-reranker';
export { deleteStoredModel, deleteStoredVectors, listStoredModels } from './client/stored-models';
export type { DeleteVectorsOptions, StoredModel } from './client/stored-models';
export { RerankError, isRerankError } from './core/errors';
export type { RerankErrorCode } from './core/errors';
// eslint-disable-next-line @typescript-eslint/no-deprecated -- the former name is kept for one version
export type { CardOverrides, CardChanges } from './models/card-overrides';
export type { OnnxRuntime, TransformersEngine } from './client/parts';
export type {
  CreateOptions,
  EmbedOptions,
  PrepareOptions,
  PrepareResult,
  Reranker,
  RerankerStats,
  WorkerLike,
} from './client/reranker';
export type {
  Aggregate,
  Device,
  Dtype,
  ExplainedSpan,
  Explanation,
  Fusion,
  LongPassages,
  Passage,
  PassageObject,
  PooledVectors,
  RankEvent,
  Ranked,
  RerankOptions,
  RerankResult,
  RerankStats,
  StageRequest,
  Strategy,
  TextSpan,
  TransformersDtype,
  TransformersOptions,
  WindowOptions,
} from './core/types';
export type {
  AdapterReport,
  CandidateReport,
  LoadProgress,
  RerankerReport,
  FirstPassReport,
  LastPassReport,
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the former name is kept for one version
  ScoutReport,
  StatusEvent,
  Threshold,
} from './core/report';
