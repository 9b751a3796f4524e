/** @file Explains the results of a call whose passages are scored: a job after the one that scored them, for the rows returned alone. */
import { toPassageText } from './to-passage-text';
import type { JobLink } from './backend';
import { NO_STATS } from './call';
import type { Call } from './call';
import type { JobOutcome } from './worker-link';

/** Asks `link` for what no earlier one has explained. Never rejects. */
export async function runExplanation(link: JobLink, call: Call, id: number): Promise<JobOutcome> {
  call.startJob();
  const rows = call.unexplained();
  if (!link.explain) {
    call.addWarning(UNEXPLAINED);
    return { kind: 'done', stats: NO_STATS };
  }
  call.result.catch(() => undefined).finally(() => link.cancel(id));
  const { query, options, board } = call;
  const passages = rows.map((row) => toPassageText(board.passages[row]!));
  const { priority = 0, longPassages, instruction } = options;
  const request = {
    ...{ id, query, passages, priority },
    ...(longPassages === undefined ? {} : { longPassages }),
    ...(instruction === undefined ? {} : { instruction }),
  };
  const outcome = await link.explain(request, (row, explanation, stats) => {
    call.recordStats(stats);
    call.addExplanation(rows[row]!, explanation);
  });
  if (outcome.kind === 'done' && call.unexplained().length > 0) call.addWarning(UNEXPLAINED);
  return outcome;
}

/** By a server, or by a method that asks a model about whole passages. */
const UNEXPLAINED = 'The results are not explained: what serves gives scores alone';
