import { describe, expect, test } from 'vitest';
import { deafPort, loadedHost, loadRequest } from './host';

const passages = ['fresh bread', 'an old clock'].map((text) => ({ text }));
const query = 'bread';

describe('host.cancel()', () => {
  test('stops a running job between micro-batches: no further row', async () => {
    let rows = 0;
    const { host, ask } = await loadedHost({
      beforeRow: () => {
        rows++;
      },
    });
    const many = Array.from({ length: 500 }, (_, at) => ({ text: `bread ${at}` }));
    let cancelled: Promise<void> | undefined;
    const events = await ask({ id: 901, query, passages: many }, () => {
      cancelled ??= host.cancel(901);
    });
    await cancelled;
    const after = rows;
    expect(after).toBeLessThan(many.length);
    expect(events.at(-1)).toEqual({ kind: 'cancelled' });
    expect(events.slice(0, -1).every((event) => event.kind === 'scored')).toBe(true);
    expect((await ask({ query, passages })).at(-1)).toMatchObject({ kind: 'done' });
    expect(rows).toBe(after + passages.length);
  });
});

describe('host.cancel() of a waiting job', () => {
  test('tells that job so, and lets the running one be', async () => {
    const { host, ask } = await loadedHost();
    const running = ask({ id: 911, query, passages });
    const waiting = ask({ id: 912, query, passages });
    await host.cancel(912);
    expect(await waiting).toEqual([{ kind: 'cancelled' }]);
    expect((await running).at(-1)).toMatchObject({ kind: 'done' });
  });
});

describe('host', () => {
  test('answers a job sent before a load as failed', async () => {
    const { host, ask } = await loadedHost();
    await host.dispose();
    expect(await ask({ id: 77 })).toMatchObject([
      { kind: 'failed', error: { code: 'internal', message: 'Expected a model to be loaded before job 77' } },
    ]);
  });

  test('lets the engine go on another load and on dispose', async () => {
    const { host, engines } = await loadedHost();
    await host.load(loadRequest, deafPort());
    expect(engines.map((engine) => engine.disposed)).toEqual([true, false]);
    await host.dispose();
    await host.dispose();
    expect(engines.map((engine) => engine.disposed)).toEqual([true, true]);
  });

  test('answers a load that fails with a record of why', async () => {
    const { host } = await loadedHost();
    expect(await host.load({ ...loadRequest, method: 'no-such' }, deafPort())).toMatchObject({
      ok: false,
      error: { name: 'RerankError', code: 'unknown-method' },
    });
  });
});
