/** @file A collection encoded ahead of any query, on whichever worker there is; a lost one's work goes on in the next. */
import type { Prepared } from '../protocol/host-api';
import type { PrepareOptions, PrepareResult } from './reranker';
import type { Passage } from '../core/types';
import { notifyListener } from '../util/notify-listener';
import { toPassageText } from './to-passage-text';
import { yieldAfterLongList } from './yield-after-long-list';
import type { Backend, ReportFacts } from './backend';

/** Calls go first, whatever their priority is, unless it is lower still. */
const BEHIND_CALLS = -1;

export async function runPreparation<Report extends ReportFacts>(
  backend: Backend<Report>,
  passages: readonly Passage[],
  { signal, priority = BEHIND_CALLS, longPassages, onProgress }: PrepareOptions,
  nextId: () => number,
): Promise<PrepareResult> {
  const texts = passages.map(toPassageText);
  await yieldAfterLongList(passages);
  let last: Prepared = { total: texts.length, prepared: 0, encoded: 0, fromStorage: 0 };
  for (;;) {
    signal?.throwIfAborted();
    const link = await backend.connect();
    if (!link.prepare) return { total: texts.length, encoded: 0, fromStorage: 0 };
    const id = nextId();
    const cancel = () => void link.cancel(id);
    signal?.addEventListener('abort', cancel, { once: true });
    const outcome = await link.prepare(
      { id, passages: texts, priority, ...(longPassages === undefined ? {} : { longPassages }) },
      (progress) => {
        last = progress;
        if (onProgress) notifyListener(onProgress, { prepared: progress.prepared, total: progress.total });
      },
    );
    signal?.removeEventListener('abort', cancel);
    signal?.throwIfAborted();
    if (outcome.kind === 'failed') throw outcome.error;
    if (outcome.kind === 'done') return { total: last.total, encoded: last.encoded, fromStorage: last.fromStorage };
    if (outcome.kind === 'lost') await backend.reportLoss(link, outcome.reason);
  }
}
