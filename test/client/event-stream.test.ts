import { describe, expect, test } from 'vitest';
import { eventStream } from '../../src/client/event-stream';

describe('eventStream()', () => {
  test('gives each event to a waiting reader, then ends', async () => {
    const stream = eventStream<number>();
    const reader = stream.read();
    for (const value of [1, 2, 3]) {
      const next = reader.next();
      stream.push(() => value);
      expect(await next).toEqual({ done: false, value });
    }
    const last = reader.next();
    stream.end();
    expect(await last).toEqual({ done: true, value: undefined });
  });

  test('keeps only the newest event for a slow reader, and builds no other', async () => {
    const stream = eventStream<number>();
    const built: number[] = [];
    for (const value of [1, 2, 3]) stream.push(() => (built.push(value), value));
    expect(await stream.read().next()).toEqual({ done: false, value: 3 });
    expect(built).toEqual([3]);
  });

  test('gives an unread event before it ends', async () => {
    const stream = eventStream<string>();
    stream.push(() => 'last');
    stream.end();
    const events: string[] = [];
    for await (const event of stream.read()) events.push(event);
    expect(events).toEqual(['last']);
  });

  test.each([[new Error('why')], [undefined], [null], [0]])('fails with %s itself, at once', async (reason) => {
    const stream = eventStream<number>();
    stream.push(() => 1);
    stream.fail(reason);
    const outcome = await stream
      .read()
      .next()
      .then(
        () => 'read',
        (error: unknown) => ({ error }),
      );
    expect(outcome).toEqual({ error: reason });
  });

  test('wakes a waiting reader to fail', async () => {
    const stream = eventStream<number>();
    const next = stream.read().next();
    stream.fail('stop');
    await expect(next).rejects.toBe('stop');
  });
});
