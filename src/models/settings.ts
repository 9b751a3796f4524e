/** @file What ranking methods may be tuned by, with the defaults. A card may bring others: `settings`. */

/** One question that a passage is judged by, and its share in the score. */
export type Criterion = { readonly question: string; readonly weight: number };

export type MethodSettings = {
  /** Passages in one prompt of a list-wise method. */
  readonly window: number;
  /** Passages by which the window moves. */
  readonly stride: number;
  /** Passages beside the one in question in a set-wise pick. */
  readonly fanOut: number;
  /** Passages scored together by `groupwise`, and how many of them the next group sees again. */
  readonly group: number;
  readonly overlap: number;
  /** Places that a sorting method settles when the caller asks for no `topN`; the others keep the order they came in. */
  readonly top: number;
  /** Passages that methods which ask about every pair look at; the others keep their order behind them. */
  readonly pairs: number;
  /** Tokens of thought before an answer. */
  readonly think: number;
  /** Best passages that a query is improved by, and how much they count against it. */
  readonly feedback: number;
  readonly feedbackWeight: number;
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
  criteria: [
    { question: 'Is the passage about what the query asks for?', weight: 0.3 },
    { question: 'Does the passage answer the query?', weight: 0.5 },
    { question: 'Would the passage alone be enough for who asked the query?', weight: 0.2 },
  ],
};
