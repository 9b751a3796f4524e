import { expect, it } from 'vitest';
import type { JobLink } from '../../src/client/backend';
import type { RerankerInternals } from '../../src/client/internals';
import { CollectionClient } from '../../src/collection/collection-client';
import { WorkerCollection } from '../../src/collection/worker-collection';
import { RerankError } from '../../src/core/errors';
import type { JobOutcome } from '../../src/client/worker-link';

const stats = { modelCalls: 0, cacheHits: 0, cacheMisses: 0, cacheBytes: 0, queuedMs: 0, runMs: 0 };
const offline: JobOutcome = { kind: 'failed', error: new RerankError('index-unavailable', 'Cannot fetch') };

/** A worker that answers opening with each of `outcomes` in turn. */
function internalsOver(outcomes: JobOutcome[]): RerankerInternals {
  const link = {
    collection: ((_request, onEvent) => {
      const outcome = outcomes.shift() ?? { kind: 'done' as const, stats };
      if (outcome.kind === 'done') onEvent({ kind: 'opened', documents: [], passages: 0, stored: true, warnings: [] });
      return Promise.resolve(outcome);
    }) satisfies JobLink['collection'],
  } as unknown as JobLink;
  const backend = { connect: () => Promise.resolve(link) } as unknown as RerankerInternals['backend'];
  return { backend, nextJobId: () => 1, keepBusy: () => () => undefined };
}

it('WorkerCollection opens again after an opening that failed', async () => {
  const collection = new WorkerCollection(internalsOver([offline]), {
    key: 'index',
    openTask: () => ({ kind: 'open-index', url: 'https://example.org/search/' }),
    onOpened: () => undefined,
  });
  await expect(collection.run('find', () => ({ kind: 'close' }))).rejects.toThrow('Cannot fetch');
  await expect(collection.run('find', () => ({ kind: 'close' }))).resolves.toMatchObject({ stats });
});

it('CollectionClient.open() disposes of a reranker of its own if the collection cannot be opened', async () => {
  let closed = 0;
  const onClose = () => {
    closed++;
    return Promise.resolve();
  };
  await expect(CollectionClient.open('notes', internalsOver([offline]), onClose)).rejects.toThrow('Cannot fetch');
  expect(closed).toBe(1);
});
