/**
 * @file What other entries of the package need of a reranker beside its public interface: the connection to its worker.
 */
import type { ReportFacts } from '../core/report';
import type { Backend, JobLink } from './backend';

export type RerankerInternals = {
  readonly backend: Pick<Backend<ReportFacts>, 'connect' | 'reportLoss' | 'reportSuccess'>;
  /** The worker, also while it loads the model. Absent: it is loaded. */
  readonly early?: () => JobLink | undefined;
  /** Ids of jobs, which are distinct among all jobs of the worker. */
  readonly nextJobId: () => number;
  /** Keeps the worker from being ended as idle until the returned function is called. */
  readonly keepBusy: () => () => void;
};

const internals = new WeakMap<object, RerankerInternals>();

export function registerInternals(reranker: object, own: RerankerInternals): void {
  internals.set(reranker, own);
}

export function internalsOf(reranker: unknown): RerankerInternals | undefined {
  return typeof reranker === 'object' && reranker !== null ? internals.get(reranker) : undefined;
}
