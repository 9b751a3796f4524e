/** @file The interface between a client and what runs its calls: supervised workers, or a server. */
import type { Explanation, PooledVectors } from '../core/types';
import type { ReportFacts } from '../core/report';
import type { CollectionEvent, CollectionRequest } from '../protocol/collection-api';
import type {
  EmbedRequest,
  ExplainRequest,
  JobRequest,
  JobStats,
  Prepared,
  PrepareRequest,
} from '../protocol/host-api';
import type { JobOutcome, OnScores } from './worker-link';

/** A connection that runs jobs. */
export interface JobLink {
  /** Runs a job to its end and reports scores as they are computed. Never rejects. */
  run(job: JobRequest, onScores: OnScores): Promise<JobOutcome>;
  /** Encodes passages before there is a query. Never rejects. Absent when nothing is kept of a passage. */
  prepare?(job: PrepareRequest, onProgress: (progress: Prepared) => void): Promise<JobOutcome>;
  /** Explains a request's passages and reports each explanation when it is known. Never rejects. Absent for servers. */
  explain?(
    job: ExplainRequest,
    onExplanation: (requestIndex: number, explanation: Explanation, stats: JobStats) => void,
  ): Promise<JobOutcome>;
  /** Runs a task on a collection of the worker. Never rejects. Absent for servers. */
  collection?(request: CollectionRequest, onEvent: (event: CollectionEvent) => void): Promise<JobOutcome>;
  /** Encodes texts and reports the pooled vectors of some of them at a time. Never rejects. Absent for servers. */
  embed?(
    job: EmbedRequest,
    onVectors: (indices: readonly number[], vectors: PooledVectors) => void,
  ): Promise<JobOutcome>;
  cancel(id: number): Promise<void>;
}

export interface Backend<Report extends ReportFacts> {
  readonly report: Report;
  /** @throws RerankError when there is nothing to run jobs on */
  connect(): Promise<JobLink>;
  /**
   * Records that a job on `link` ended as lost; the next `connect` resolves to another link.
   *
   * @param culprit what the loss counts against. Default: the engine candidate of the main model
   */
  reportLoss(link: JobLink, reason: string, culprit?: string): Promise<void>;
  /** Records that a call was completed. */
  reportSuccess(): void;
  /** Frees expensive resources; the next `connect` acquires them again. */
  release(): Promise<void>;
  close(): Promise<void>;
}
