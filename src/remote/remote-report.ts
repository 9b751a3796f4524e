/** @file The report of a remote reranker. */
import type { RemoteApi } from './api';

/** A description of a remote reranker: where text is sent, and what has been sent so far. */
export type RemoteReport = {
  /** `remote:` followed by the requested model, or by the host if no model is requested. */
  readonly model: string;
  /** The HTTP interface. */
  readonly method: RemoteApi;
  readonly device: 'remote';
  /** Always `*`, because servers do not report the languages of their models. */
  readonly languages: readonly ['*'];
  /** The weight of the first stage, in [0, 1], with `fusion: 'weighted'`. */
  readonly fusion: { readonly weight: number };
  /** Always true: the query and passages of every call are sent to `url`. */
  readonly textLeavesDevice: true;
  /** The address without search parameters, because these may contain keys. */
  readonly url: string;
  /** The number of requests so far; each retry counts. */
  readonly requests: number;
  /** The number of passages in these requests. */
  readonly passagesSent: number;
  /** Why requests had to be repeated: the last twenty reasons, newest last. */
  readonly losses: readonly string[];
};
