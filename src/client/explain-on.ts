/** @file Explains the results of a call whose passages are scored: a job after the one that scored them, for the rows returned alone. */
import { asText } from './as-text';
import type { JobLink } from './backend';
import { NOTHING } from './call';
import type { Call } from './call';
import type { JobOutcome } from './worker-link';

/** Asks `link` for what no earlier one has explained. Never rejects. */
export async function explainOn(link: JobLink, call: Call, id: number): Promise<JobOutcome> {
  call.nextJob();
  const rows = call.unexplained();
  if (!link.explain) {
    call.warn('The results are not explained: what serves gives scores alone');
    return { kind: 'done', stats: NOTHING };
  }
  call.result.catch(() => undefined).finally(() => link.cancel(id));
  const { query, options, board } = call;
  const passages = rows.map((row) => asText(board.passages[row]!));
  return link.explain({ id, query, passages, priority: options.priority ?? 0 }, (row, explanation, stats) => {
    call.spend(stats);
    call.explain(rows[row]!, explanation);
  });
}
