/** @file The last pass of a call: the last-pass model scores the best passages in a job of its own. */
import { toPassageText } from './to-passage-text';
import type { JobLink } from './backend';
import type { Call } from './call';
import type { JobOutcome } from './worker-link';

/** Scores the call's best passages again, of which there is at least one. Never rejects. */
export async function runLastPass(link: JobLink, call: Call, id: number): Promise<JobOutcome> {
  call.startJob();
  const best = call.forLastPass();
  call.result.catch(() => undefined).finally(() => link.cancel(id));
  const { query, options, fields } = call;
  const job = {
    ...{ id, query, priority: options.priority ?? 0, pending: [...best.keys()] },
    passages: best.map(({ index }) => toPassageText(fields[index]!)),
    mainLogits: best.map(({ logit }) => logit),
  };
  return link.run(job, (scores, stats, scoredBy) => {
    call.recordStats(stats);
    const scored = scores.map((score) => ({ ...score, index: best[score.index]!.index }));
    call.addScores(scored, scoredBy!);
  });
}
