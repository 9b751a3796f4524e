/**
 * @file The contract of a ranking method, which calls an engine and never a session or a tensor.
 *
 * A method yields scores as soon as it knows them; its caller sorts them into rankings. A later score of a passage
 * replaces an earlier one. A method whose scores depend on the list yields a passage once, when its rank is final.
 */
import type { Engine, PassageText, RowEngine } from '../../engine/engine';
import type { SuspectReason } from '../../core/types';
import type { Ability } from '../../models/abilities';
import type { PassageVectors } from '../../engine/vectors/vector-cache';
import type { Explain } from '../explain/explain';
import type { ModelCard } from '../../models/card';

/**
 * The raw score of the passage at `index` in the task, higher is more relevant, and the number of its tokens that were
 * cut.
 */
export type PassageScore = {
  readonly index: number;
  readonly logit: number;
  readonly truncatedTokens: number;
  /** Present if the passage may have been written to rank high: the reason, and the logit that it would have had. */
  readonly suspect?: { readonly reason: SuspectReason; readonly logit: number };
};

/** Work of one kind over independent passages. */
export type PassageWork = {
  /** The name of the kind of work, by which micro-batches are timed. */
  readonly work: string;
  readonly indices: readonly number[];
  /** Returns the cost of a passage, in any unit that is proportional to time. */
  readonly cost: (index: number) => number;
};

/** The input of a method: the part of a job that it ranks. */
export interface Task {
  readonly query: string;
  readonly passages: readonly PassageText[];
  /** Indices of the passages to score, best candidates first. The others were scored before an engine was replaced. */
  readonly pending: readonly number[];
  readonly card: ModelCard;
  /** The caller's instruction, in place of the card's. */
  readonly instruction?: string | undefined;
  /**
   * The number of best passages that the caller asks for; a method may leave the others unsorted. Default: the card's
   * `settings.top`.
   */
  readonly top?: number | undefined;
  /** First-stage scores, one per passage, where every passage has one. */
  readonly firstStage?: readonly number[] | undefined;
  readonly vectors: PassageVectors;
  /**
   * Cuts `items` into micro-batches of about 50 ms and at least one item, and yields to the event loop between them. A
   * cancelled task throws here, and a more urgent task runs first.
   *
   * @param work the name of the kind of work: batch sizes are learned per kind
   * @param items indices of passages, or the steps of one generation
   * @param cost returns the cost of an item, in any unit that is proportional to time
   */
  microBatches(
    work: string,
    items: readonly number[],
    cost: (item: number) => number,
  ): AsyncIterable<readonly number[]>;
  /**
   * Like `microBatches`, for passages that can be scored independently: hands micro-batches to `engine` and to its
   * copies in the pool as each becomes free, and yields the results of `run` in the order in which they finish. The
   * task decides which passages go next, and may leave some of them out.
   */
  spread<T>(
    engine: Engine,
    work: PassageWork,
    run: (indices: readonly number[], engine: RowEngine) => Promise<T>,
  ): AsyncIterable<T>;
}

/**
 * How a method uses the model, and the folder of `src/methods` that it is in; `multi-stage` is several methods in
 * sequence.
 */
export type MethodFamily = 'bi-encoder' | 'pointwise' | 'pairwise' | 'setwise' | 'listwise' | 'multi-stage';

export interface Method {
  /** The name that callers use, in kebab case. */
  readonly name: string;
  readonly family: MethodFamily;
  /** The abilities that the model must have. */
  readonly needs: readonly Ability[];
  /** `pair`: a score depends on its query and passage alone. `list`: it also depends on the other passages. */
  readonly scoreKind: 'pair' | 'list';
  /** One sentence on how the method ranks, with a final period. */
  readonly summary: string;
  /**
   * The number of model calls for N passages; other names are those of the card's settings, and k is the requested
   * `top`.
   */
  readonly calls: string;
  /** The paper that describes the method. It must name the authors and the year, as in `Sun et al. 2023 (RankGPT)`. */
  readonly source: string;
  /** Yields the scores of all pending passages. */
  run(task: Task, engine: Engine): AsyncIterable<readonly PassageScore[]>;
  /** Explains the scores. Absent: results carry no explanation. */
  readonly explain?: Explain;
}
