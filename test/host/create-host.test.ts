import { describe, expect, test } from 'vitest';
import { unreadPort, loadedHost, loadRequest } from './host';

const passages = ['fresh bread', 'an old clock'].map((text) => ({ text }));
const query = 'bread';

describe('host.cancel()', () => {
  test('stops a running job between micro-batches', async () => {
    let encoded = 0;
    const { host, ask } = await loadedHost({
      beforeRow: () => {
        encoded++;
      },
    });
    const many = Array.from({ length: 500 }, (_, i) => ({ text: `bread ${i}` }));
    let cancelled: Promise<void> | undefined;
    const events = await ask({ id: 901, query, passages: many }, () => {
      cancelled ??= host.cancel(901);
    });
    await cancelled;
    const after = encoded;
    expect(after).toBeLessThan(many.length);
    expect(events.at(-1)).toEqual({ kind: 'cancelled' });
    expect(events.slice(0, -1).every((event) => event.kind === 'scored')).toBe(true);
    expect((await ask({ query, passages })).at(-1)).toMatchObject({ kind: 'done' });
    expect(encoded).toBe(after + passages.length);
  });
});

describe('host.cancel() of a queued job', () => {
  test('ends that job as cancelled and does not affect the running one', async () => {
    const { host, ask } = await loadedHost();
    const running = ask({ id: 911, query, passages });
    const queued = ask({ id: 912, query, passages });
    await host.cancel(912);
    expect(await queued).toEqual([{ kind: 'cancelled' }]);
    expect((await running).at(-1)).toMatchObject({ kind: 'done' });
  });
});

describe('host', () => {
  test('fails a job that is sent before a load', async () => {
    const { host, ask } = await loadedHost();
    await host.dispose();
    expect(await ask({ id: 77 })).toMatchObject([
      { kind: 'failed', error: { code: 'internal', message: 'Expected a model to be loaded before job 77' } },
    ]);
  });

  test('disposes of the engine on another load and on dispose()', async () => {
    const { host, engines } = await loadedHost();
    await host.load(loadRequest, unreadPort());
    expect(engines.map((engine) => engine.disposed)).toEqual([true, false]);
    await host.dispose();
    await host.dispose();
    expect(engines.map((engine) => engine.disposed)).toEqual([true, true]);
  });

  test('returns the error of a load that fails', async () => {
    const { host } = await loadedHost();
    expect(await host.load({ ...loadRequest, method: 'no-such' }, unreadPort())).toMatchObject({
      ok: false,
      error: { name: 'RerankError', code: 'unknown-method' },
    });
  });
});

describe('host.load()', () => {
  test.each([
    ['another build', 'abc123'],
    ['no build, as in version 0.1.0', undefined],
  ])('refuses a page of %s', async (_, build) => {
    const { host } = await loadedHost();
    const { build: __, ...request } = loadRequest;
    const answer = await host.load({ ...request, ...(build === undefined ? {} : { build }) } as never, unreadPort());
    expect(answer).toMatchObject({ error: { code: 'version-mismatch' } });
  });
});
