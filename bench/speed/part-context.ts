/** @file The context that each part of the benchmark receives. */
import type { TextPool } from './text';

export type PartContext = {
  /** The folders that the server of the pages serves, by path. */
  readonly folders: Readonly<Record<string, string>>;
  /** The folder for files that take long to compute. */
  readonly cache: string;
  readonly pool: TextPool;
  readonly countTokens: (text: string) => number;
  readonly rounds: number;
  readonly log: (line: string) => void;
};

/** Returns the query of a round; consecutive rounds have different queries. */
export function queryOf({ pool }: PartContext, round: number): string {
  return pool.queries[round % pool.queries.length]!;
}
