/** @file What every part of the benchmark stands on. */
import type { TextPool } from './text';

export type World = {
  /** Folders behind the paths that pages load from. */
  readonly folders: Readonly<Record<string, string>>;
  /** Keeps what takes long to make. */
  readonly cache: string;
  readonly pool: TextPool;
  readonly countTokens: (text: string) => number;
  readonly rounds: number;
  readonly log: (line: string) => void;
};

/** The query of a round; another one for each. */
export function queryOf({ pool }: World, round: number): string {
  return pool.queries[round % pool.queries.length]!;
}
