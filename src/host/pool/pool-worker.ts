/**
 * @file A pool worker: holds copies of the host's engines and runs batches of passages on them, one batch at a time.
 */
import type { Engine } from '../../engine/engine';
import { resolveMethod } from '../../methods/registry';
import { nextMacrotask } from '../../util/next-macrotask';
import type { PoolWorkerApi, BatchRequest } from '../../protocol/pool-worker-api';
import { wired } from '../../protocol/wire-error';
import type { Wire } from '../../protocol/wire-error';
import { assembleEngine } from '../engines/assemble-engine';
import type { Environment } from '../platform/environment';
import { selfTest } from '../engines/self-test';

export function createPoolWorker(env: Environment): PoolWorkerApi {
  const engines: Engine[] = [];
  const cancelled = new Set<number>();
  let last: Promise<unknown> = Promise.resolve();

  /** Runs a batch after the earlier ones, and after a nextMacrotask in which a cancellation can arrive. */
  const enqueue = <T>(batch: BatchRequest, work: (engine: Engine) => Promise<T>): Promise<Wire<T>> => {
    const answer = last.then(nextMacrotask).then(() =>
      wired(async () => {
        if (cancelled.delete(batch.id)) throw new Error(`Batch ${batch.id} was cancelled`);
        const engine = engines[batch.engine];
        if (!engine) throw new Error(`Expected an engine at position ${batch.engine}, got ${engines.length} engines`);
        return work(engine);
      }),
    );
    last = answer;
    return answer;
  };

  return {
    addEngine: (parts) =>
      wired(async () => {
        const engine = await assembleEngine(parts, env);
        await selfTest(engine, parts.card, resolveMethod('auto', parts.card), parts.variant);
        return engines.push(engine) - 1;
      }),
    encode: (batch) => enqueue(batch, (engine) => engine.embedPassages!(batch.passages)),
    classify: (batch) => enqueue(batch, (engine) => engine.classify!(batch.query!, batch.passages, batch.instruction)),
    cancelBatches: (ids) => {
      for (const id of ids) cancelled.add(id);
      return Promise.resolve();
    },
  };
}
