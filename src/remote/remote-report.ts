/** @file What serves when it is a server: where text goes, and how that has gone. */
import type { RemoteApi } from './api';

export type RemoteReport = {
  /** `remote:` and the model asked for, or else the host. */
  readonly model: string;
  readonly method: RemoteApi;
  readonly device: 'remote';
  /** `*`: a server does not say what its model reads. */
  readonly languages: readonly ['*'];
  readonly fusion: { readonly weight: number };
  /** Query and passages of every call are sent to `url`. */
  readonly textLeavesDevice: true;
  /** Without search parameters, where keys may be. */
  readonly url: string;
  /** Requests so far, and passages in them; a repeated request counts again. */
  readonly requests: number;
  readonly passagesSent: number;
  /** Why requests had to be repeated, newest last, the last twenty. */
  readonly losses: readonly string[];
};
