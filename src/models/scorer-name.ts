/** @file The name of what gave a score, as results show it in `scoredBy`. */

/** The identity of a scorer: the model's name, the method, and the depth if the model has several exits. */
export type Scorer = { readonly model: string; readonly method: string; readonly depth?: number | undefined };

/** `<model>@<depth>/<method>` if the depth is known, else `<model>/<method>`. */
export function formatScorerName({ model, method, depth }: Scorer): string {
  return depth === undefined ? `${model}/${method}` : `${model}@${depth}/${method}`;
}
