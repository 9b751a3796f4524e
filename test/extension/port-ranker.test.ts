import { afterEach, expect, it, vi } from 'vitest';
import { portRanker } from '../../src/extension/port-ranker';

afterEach(() => vi.unstubAllGlobals());

it('portRanker() opens its port again after a call that could not open it', async () => {
  const listeners: ((answer: unknown) => void)[] = [];
  const port = {
    onMessage: { addListener: (listener: (answer: unknown) => void) => listeners.push(listener) },
    onDisconnect: { addListener: () => undefined },
    postMessage: ({ id }: { readonly id: number }) => {
      for (const listener of listeners) listener({ kind: 'end', id });
    },
  };
  const sendMessage = vi.fn().mockRejectedValueOnce(new Error('no receiver')).mockResolvedValue(undefined);
  vi.stubGlobal('chrome', { runtime: { sendMessage, connect: () => port } });
  const ranker = portRanker();
  const read = async () => {
    const events: unknown[] = [];
    for await (const event of ranker.stream('moon', [{ text: 'The moon' }])) events.push(event);
    return events;
  };
  await expect(read()).rejects.toThrow('no receiver');
  await expect(read()).resolves.toEqual([]);
});
