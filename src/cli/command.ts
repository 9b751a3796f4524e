/** @file The contract of a command of the command line, and everything that a command reads and writes. */
import type { ModelCard } from '../models/card';
import type { Reranker } from '../client/reranker';
import type { Dtype, LongPassages, StageRequest } from '../core/types';

export interface Command {
  /** The description in the list of commands. */
  readonly summary: string;
  /** The text for `--help`, which is also printed after an error in the arguments. */
  readonly usage: string;
  /** @throws UsageError for invalid `args` */
  run(args: readonly string[], context: CliContext): Promise<void>;
}

/** Everything a command reads or writes besides files. */
export type CliContext = {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly createReranker: CreateReranker;
  /** The embedded models by name. */
  readonly cards: Readonly<Record<string, ModelCard>>;
  /** Whether errors are printed with their stack. Default: false. */
  readonly debug?: boolean;
};

export type Output = { write(text: string): unknown; readonly isTTY?: boolean };

/** @param options `model` is an embedded model's name or a folder */
export type CreateReranker = (options: {
  model?: string;
  depth?: number;
  method?: string;
  stages?: readonly StageRequest[];
  cores?: number;
  vectorCacheBytes?: number;
  longPassages?: LongPassages;
  dtype?: Dtype;
  runBy?: 'transformers';
}) => Promise<Reranker>;
