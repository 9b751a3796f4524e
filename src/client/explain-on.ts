/** @file Explains the results of a call whose passages are scored: a job after the one that scored them, for the rows returned alone. */
import { asText } from './as-text';
import type { JobLink } from './backend';
import type { Call } from './call';
import { NOTHING } from './job-costs';
import type { JobOutcome } from './worker-link';

/** Asks `link` for what no earlier one has explained. Never rejects. */
export async function explainOn(link: JobLink, call: Call, id: number): Promise<JobOutcome> {
  const { query, options, board, explanations } = call;
  if (!link.explain) {
    explanations.warn('The results are not explained: what serves gives scores alone');
    return { kind: 'done', stats: NOTHING };
  }
  const rows = call.unexplained();
  const passages = rows.map((row) => asText(board.passages[row]!));
  call.result.catch(() => undefined).finally(() => link.cancel(id));
  const outcome = await link.explain(
    { id, query, passages, priority: options.priority ?? 0 },
    (row, explanation, stats) => {
      explanations.spend(id, stats);
      explanations.set(rows[row]!, explanation);
    },
  );
  if (outcome.kind === 'done') explanations.spend(id, outcome.stats);
  return outcome;
}
