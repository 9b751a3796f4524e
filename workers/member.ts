/** @file The side of a pool's member: twins of engines, and batches of rows for them, one at a time. */
import type { Engine } from '../src/engine/engine';
import { resolveMethod } from '../src/methods/registry';
import { macrotask } from '../src/util/macrotask';
import type { MemberApi, Order } from '../src/protocol/member-api';
import { wired } from '../src/protocol/wire-error';
import type { Wire } from '../src/protocol/wire-error';
import { assemble } from './assemble';
import type { Environment } from './environment';
import { selfTest } from './self-test';

export function createMember(env: Environment): MemberApi {
  const engines: Engine[] = [];
  const forgotten = new Set<number>();
  let last: Promise<unknown> = Promise.resolve();

  /** After all that came before, and after what the pool has said meanwhile. */
  const inTurn = <T>(order: Order, work: (engine: Engine) => Promise<T>): Promise<Wire<T>> => {
    const answer = last.then(macrotask).then(() =>
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
    enlist: (blueprint) =>
      wired(async () => {
        const engine = await assemble(blueprint, env);
        await selfTest(engine, blueprint.card, resolveMethod('auto', blueprint.card), blueprint.variant);
        return engines.push(engine) - 1;
      }),
    encode: (order) => inTurn(order, (engine) => engine.embedPassages!(order.passages)),
    judge: (order) => inTurn(order, (engine) => engine.classify!(order.query!, order.passages, order.instruction)),
    forget: (ids) => {
      for (const id of ids) forgotten.add(id);
      return Promise.resolve();
    },
  };
}
