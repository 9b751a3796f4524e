/** @file Encodes texts to pooled vectors; when a worker is lost, its replacement continues. */
import { RerankError } from '../core/errors';
import type { ReportFacts } from '../core/report';
import type { PooledVectors } from '../core/types';
import { passageKey } from '../util/passage-key';
import type { Backend } from './backend';
import type { PassageFields } from './copy-passages';
import type { EmbedOptions } from './reranker';
import { toPassageText } from './to-passage-text';
import { yieldAfterLongList } from './yield-after-long-list';

/** The default priorities: that of `prepare` for passages, and that of calls to `rerank` for queries. */
const PRIORITY = { passage: -1, query: 0 } as const;

export async function runEmbedding<Report extends ReportFacts>(
  backend: Backend<Report>,
  fields: readonly PassageFields[],
  { kind = 'passage', signal, priority = PRIORITY[kind] }: EmbedOptions,
  nextId: () => number,
): Promise<PooledVectors> {
  const passages = fields.map(toPassageText);
  await yieldAfterLongList(fields);
  for (;;) {
    signal?.throwIfAborted();
    const link = await backend.connect();
    if (!link.embed) throw new RerankError('method-unsupported', 'A server gives no vectors');
    const rows = new Map<string, Row>();
    const id = nextId();
    const cancel = () => void link.cancel(id);
    signal?.addEventListener('abort', cancel, { once: true });
    const outcome = await link.embed({ id, kind, passages, priority }, (indices, { dimensions, ...vectors }) =>
      indices.forEach((index, row) => {
        const components = vectors.components.subarray(row * dimensions, (row + 1) * dimensions);
        rows.set(passageKey(passages[index]!), { components, scale: vectors.scales[row]! });
      }),
    );
    signal?.removeEventListener('abort', cancel);
    signal?.throwIfAborted();
    if (outcome.kind === 'failed') throw outcome.error;
    if (outcome.kind === 'done') return joined(passages.map((passage) => rows.get(passageKey(passage))));
    if (outcome.kind === 'lost') await backend.reportLoss(link, outcome.reason);
  }
}

type Row = { readonly components: Int8Array; readonly scale: number };

/** One row for each text, in order; equal texts have equal rows. */
function joined(rows: readonly (Row | undefined)[]): PooledVectors {
  const dimensions = rows.reduce((most, row) => Math.max(most, row?.components.length ?? 0), 0);
  const components = new Int8Array(rows.length * dimensions);
  if (dimensions === 0 && rows.length > 0)
    throw new RerankError('method-unsupported', 'The model has no pooled vectors');
  rows.forEach((row, at) => row && components.set(row.components, at * dimensions));
  return { dimensions, components, scales: Float32Array.from(rows, (row) => row?.scale ?? 0) };
}
