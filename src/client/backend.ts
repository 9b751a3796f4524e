/** @file What a client runs its calls on: workers under supervision, or a server. */
import type { ExplainRequest, JobRequest, JobStats, Prepared, PrepareRequest } from '../protocol/host-api';
import type { Explanation, RerankerReport } from '../core/types';
import type { OnScores, JobOutcome } from './worker-link';

/** Something that scores a job's rows. */
export interface JobLink {
  /** Runs a job to its end, telling of rows as they are scored. Never rejects. */
  run(job: JobRequest, hear: OnScores): Promise<JobOutcome>;
  /** Encodes passages ahead of any query. Never rejects. Absent where nothing is kept of a passage. */
  prepare?(job: PrepareRequest, hear: (progress: Prepared) => void): Promise<JobOutcome>;
  /** Explains a request's passages to their end, telling of each as it is known. Never rejects. Absent: it gives scores alone. */
  explain?(
    job: ExplainRequest,
    hear: (row: number, explanation: Explanation, stats: JobStats) => void,
  ): Promise<JobOutcome>;
  cancel(id: number): Promise<void>;
}

/** What a client has to know of whatever serves: to name the stage of a score, to order, to cut and to warn. */
export type ReportFacts = Pick<RerankerReport, 'model' | 'method' | 'languages' | 'fusion' | 'threshold' | 'depth'> &
  Partial<Pick<RerankerReport, 'depths' | 'scoreKind'>>;

export interface Backend<Report extends ReportFacts> {
  readonly report: Report;
  /** @throws RerankError why there is nothing to run on */
  connect(): Promise<JobLink>;
  /** A job ended as lost: whoever is asked next must be another. */
  reportLoss(link: JobLink, reason: string): Promise<void>;
  /** A call was completed. */
  reportSuccess(): void;
  /** Lets go what is costly; the next call brings it back. */
  release(): Promise<void>;
  close(): Promise<void>;
}
