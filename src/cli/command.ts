/** @file What a command of the command line is, and the world it may touch. */
import type { ModelCard } from '../models/card';
import type { Reranker } from '../client/reranker';
import type { LongPassages, StageRequest } from '../core/types';

export interface Command {
  /** Its line in the list of commands. */
  readonly summary: string;
  /** Printed for `--help` and after a mistake in its arguments. */
  readonly usage: string;
  /** @throws UsageError for a mistake in `args`. */
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
  /** Print the stack of an error. Default false. */
  readonly debug?: boolean;
};

export type Output = { write(text: string): unknown; readonly isTTY?: boolean };

/** `model` is an embedded model's name or a folder. */
export type CreateReranker = (options: {
  model?: string;
  depth?: number;
  method?: string;
  stages?: readonly StageRequest[];
  cores?: number;
  vectorCacheBytes?: number;
  longPassages?: LongPassages;
}) => Promise<Reranker>;
