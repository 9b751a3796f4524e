/** @file The side of a pool's member: twins of engines, and batches of rows for them, one at a time. */
import type { Engine } from '../../engine/engine';
import { resolveMethod } from '../../methods/registry';
import { nextMacrotask } from '../../util/next-macrotask';
import type { PoolWorkerApi, BatchRequest } from '../../protocol/member-api';
import { wired } from '../../protocol/wire-error';
import type { Wire } from '../../protocol/wire-error';
import { assemble } from '../engines/assemble';
import type { Environment } from '../platform/environment';
import { selfTest } from '../engines/self-test';

export function createPoolWorker(env: Environment): PoolWorkerApi {
  const engines: Engine[] = [];
  const forgotten = new Set<number>();
  let last: Promise<unknown> = Promise.resolve();

  /** After all that came before, and after what the pool has said meanwhile. */
  const inTurn = <T>(order: BatchRequest, work: (engine: Engine) => Promise<T>): Promise<Wire<T>> => {
    const answer = last.then(nextMacrotask).then(() =>
      wired(async () => {
        if (forgotten.delete(order.id)) throw new Error(`Order ${order.id} was taken back`);
        const engine = engines[order.engine];
        if (!engine) throw new Error(`Expected an engine at ${order.engine}, got ${engines.length} engines`);
        return work(engine);
      }),
    );
    last = answer;
    return answer;
  };

  return {
    addEngine: (blueprint) =>
      wired(async () => {
        const engine = await assemble(blueprint, env);
        await selfTest(engine, blueprint.card, resolveMethod('auto', blueprint.card), blueprint.variant);
        return engines.push(engine) - 1;
      }),
    encode: (order) => inTurn(order, (engine) => engine.embedPassages!(order.passages)),
    classify: (order) => inTurn(order, (engine) => engine.classify!(order.query!, order.passages, order.instruction)),
    cancelBatches: (ids) => {
      for (const id of ids) forgotten.add(id);
      return Promise.resolve();
    },
  };
}
