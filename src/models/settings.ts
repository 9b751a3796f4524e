/** @file The settings of ranking methods, with their defaults. A card may have other values in `settings`. */

/** A question that a passage is judged by, and its weight in the score. */
export type Criterion = { readonly question: string; readonly weight: number };

export type MethodSettings = {
  /** Number of passages in one prompt of a listwise method. */
  readonly window: number;
  /** Number of passages by which that window moves. */
  readonly stride: number;
  /** Number of passages that a setwise method compares with one passage at a time. */
  readonly fanOut: number;
  /** Number of passages that `groupwise` scores together, and how many of them are in the next group too. */
  readonly group: number;
  readonly overlap: number;
  /**
   * Number of ranks that a sorting method settles if the caller gives no `topN`. The other passages keep their order.
   */
  readonly top: number;
  /** Number of passages that methods which compare every pair rank. The other passages keep their order behind them. */
  readonly pairs: number;
  /** Number of tokens for thinking before an answer. */
  readonly think: number;
  /** Number of best passages for relevance feedback, and their weight against the query. */
  readonly feedback: number;
  readonly feedbackWeight: number;
  /**
   * Largest number of best passages that `embedding-list` encodes with the query; fewer if they do not fit. E2Rank is
   * trained with 20. An encoder that was not trained with lists loses by more than a few: with `fast`, 8 in place of 3
   * change nDCG@10 by +.004 [−.020, +.029] on dl19 (43 queries) and by −.101 [−.181, −.021] on scifact (60).
   */
  readonly listed: number;
  readonly criteria: readonly Criterion[];
};

export const DEFAULT_SETTINGS: MethodSettings = {
  window: 20,
  stride: 10,
  fanOut: 3,
  group: 5,
  overlap: 0,
  top: 10,
  pairs: 50,
  think: 200,
  feedback: 3,
  feedbackWeight: 0.4,
  listed: 3,
  criteria: [
    { question: 'Does the passage answer the query?', weight: 0.6 },
    { question: 'Does the passage go into the depth that the query needs?', weight: 0.1 },
    { question: 'Does the passage speak with authority on what the query asks?', weight: 0.1 },
    { question: 'Is the passage clear and specific?', weight: 0.1 },
    { question: 'Is the passage as recent as the query needs?', weight: 0.1 },
  ],
};
