/** @file Encodes passages before there is a query; when a worker is lost, its replacement continues. */
import type { Prepared } from '../protocol/host-api';
import type { PrepareOptions, PrepareResult } from './reranker';
import type { ReportFacts } from '../core/report';
import { callListener } from '../util/call-listener';
import type { PassageFields } from './copy-passages';
import { toPassageText } from './to-passage-text';
import { yieldAfterLongList } from './yield-after-long-list';
import type { Backend } from './backend';

/** The default priority, below that of calls to `rerank`. */
const BACKGROUND_PRIORITY = -1;

export async function runPreparation<Report extends ReportFacts>(
  backend: Backend<Report>,
  passages: readonly PassageFields[],
  { signal, priority = BACKGROUND_PRIORITY, longPassages, onProgress }: PrepareOptions,
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
        if (onProgress) callListener(onProgress, { prepared: progress.prepared, total: progress.total });
      },
    );
    signal?.removeEventListener('abort', cancel);
    signal?.throwIfAborted();
    if (outcome.kind === 'failed') throw outcome.error;
    if (outcome.kind === 'done') return { total: last.total, encoded: last.encoded, fromStorage: last.fromStorage };
    if (outcome.kind === 'lost') await backend.reportLoss(link, outcome.reason);
  }
}
