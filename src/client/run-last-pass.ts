/** @file The last pass of a call: the last-pass model scores the best passages in a job of its own. */
import { toPassageText } from './to-passage-text';
import type { JobLink } from './backend';
import { NO_STATS } from './call';
import type { Call } from './call';
import type { JobOutcome } from './worker-link';

/** Scores the call's best passages again. Never rejects. */
export async function runLastPass(link: JobLink, call: Call, id: number): Promise<JobOutcome> {
  call.startJob();
  const best = call.forLastPass();
  if (!link.lastPass || best.length === 0) return { kind: 'done', stats: NO_STATS };
  call.result.catch(() => undefined).finally(() => link.cancel(id));
  const { query, options, fields } = call;
  const passages = best.map(({ index }) => toPassageText(fields[index]!));
  const logits = best.map(({ logit }) => logit);
  const request = { id, query, passages, logits, priority: options.priority ?? 0 };
  return link.lastPass(request, (scores, stats, scoredBy) => {
    call.recordStats(stats);
    const own = scores.map((score) => {
      const { index, truncatedTokens } = best[score.index]!;
      return { ...score, index, truncatedTokens };
    });
    if (scoredBy) call.addScores(own, scoredBy);
  });
}
