/**
 * @file The second seam: one way to rank. A method asks the engine, never a session.
 *
 * It yields scores of rows as they are known; who called turns them into rankings. A later score of a row replaces an earlier one. Where
 * scores depend on the list, a row is yielded once its place is final.
 */
import type { Engine, PassageText, RowEngine } from '../../engine/engine';
import type { Ability } from '../../models/abilities';
import type { PassageVectors } from '../../engine/vectors/vector-cache';
import type { Explain } from '../explain/explain';
import type { ModelCard } from '../../models/card';

/** A row's place in the task and its raw score, higher is more relevant. */
export type RowScore = { readonly index: number; readonly logit: number; readonly truncatedTokens: number };

/** Rows of one kind of work, and what each costs, in any unit that time is proportional to. */
export type RowWork = {
  readonly work: string;
  readonly rows: readonly number[];
  readonly cost: (row: number) => number;
};

/** Work of one call, as a method sees it. */
export interface Task {
  readonly query: string;
  readonly passages: readonly PassageText[];
  /** Rows still to score, best candidates first. Rows left out were scored before an engine was replaced. */
  readonly pending: readonly number[];
  readonly card: ModelCard;
  /** What the caller says of the task, in place of the card's instruction. */
  readonly instruction?: string | undefined;
  /** How many of the best the caller asks for; a method that sorts need not settle more. Default: the settings' own. */
  readonly top?: number | undefined;
  /** The first stage's scores by passage, where each has one. */
  readonly firstStage?: readonly number[] | undefined;
  readonly vectors: PassageVectors;
  /**
   * Cuts `rows` into micro-batches of about 50 ms, never less than a row, and lets the worker breathe between them: this is where a
   * cancelled task stops (it throws) and a more urgent one goes first.
   *
   * @param work what is paced: batches of one kind of work learn from each other
   * @param cost of a row, in any unit that time is proportional to
   */
  microBatches(work: string, rows: readonly number[], cost: (row: number) => number): AsyncIterable<readonly number[]>;
  /**
   * The same, where rows do not wait for each other: gives micro-batches to `engine` and its twins in the pool, as each
   * gets free, and yields what `run` makes of them, in the order in which they end. Which rows go next, and whether all do, is the task's
   * to say.
   */
  spread<T>(
    engine: Engine,
    work: RowWork,
    run: (rows: readonly number[], engine: RowEngine) => Promise<T>,
  ): AsyncIterable<T>;
}

export interface Method {
  readonly name: string;
  /** Abilities without which it cannot run. */
  readonly needs: readonly Ability[];
  /** `pair`: a score is of its pair alone. `list`: it depends on the other passages. */
  readonly scoreKind: 'pair' | 'list';
  /** One sentence on how it ranks. */
  readonly summary: string;
  /** Forward passes for N passages; names are those of the settings, k is the wanted top. */
  readonly calls: string;
  /** The paper it is from. */
  readonly source: string;
  run(task: Task, engine: Engine): AsyncIterable<readonly RowScore[]>;
  /** Why passages rank where they do. Absent: results carry no explanation. */
  readonly explain?: Explain;
}
