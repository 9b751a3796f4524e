/** @file Explains the results of a call in a job of its own, after all passages are scored. */
import { toPassageText } from './to-passage-text';
import type { JobLink } from './backend';
import { NO_STATS } from './call';
import type { Call } from './call';
import type { JobOutcome } from './worker-link';

/** Explains the returned results that no earlier job has explained. Never rejects. */
export async function runExplanation(link: JobLink, call: Call, id: number): Promise<JobOutcome> {
  call.startJob();
  const indices = call.unexplained();
  if (!link.explain) {
    call.addWarning(UNEXPLAINED);
    return { kind: 'done', stats: NO_STATS };
  }
  call.result.catch(() => undefined).finally(() => link.cancel(id));
  const { query, options, fields } = call;
  const passages = indices.map((index) => toPassageText(fields[index]!));
  const { priority = 0, longPassages, instruction } = options;
  const request = {
    ...{ id, query, passages, priority },
    ...(longPassages === undefined ? {} : { longPassages }),
    ...(instruction === undefined ? {} : { instruction }),
  };
  const outcome = await link.explain(request, (requestIndex, explanation, stats) => {
    call.recordStats(stats);
    call.addExplanation(indices[requestIndex]!, explanation);
  });
  if (outcome.kind === 'done' && call.unexplained().length > 0) call.addWarning(UNEXPLAINED);
  return outcome;
}

/** Servers explain nothing, and neither do methods that ask a model about whole passages. */
const UNEXPLAINED = 'The results have no explanations: the model or method in use gives only scores';
