import { describe, expect, it } from 'vitest';
import { SharedLine } from '../../../bench/speed/shared-line';

class Bytes {
  readonly destroyed = false;
  ended = false;
  count = 0;
  write(chunk: Uint8Array): void {
    this.count += chunk.length;
  }
  end(): void {
    this.ended = true;
  }
}

describe('SharedLine', () => {
  it('sends every byte and logs the time', async () => {
    const line = new SharedLine(Infinity);
    const sink = new Bytes();
    const start = Date.now();
    await line.send(sink, new Uint8Array(100_000));
    expect(sink.count).toBe(100_000);
    expect(sink.ended).toBe(true);
    expect(line.sentBetween(start, Date.now())).toBe(100_000);
    expect(line.sentBetween(0, start - 1)).toBe(0);
  });

  it('is shared: two responses take as long as both together', async () => {
    const line = new SharedLine(1_000_000);
    const started = performance.now();
    await Promise.all([line.send(new Bytes(), new Uint8Array(50_000)), line.send(new Bytes(), new Uint8Array(50_000))]);
    expect(performance.now() - started).toBeGreaterThan(95);
  });

  it('ends a response without a body', async () => {
    const sink = new Bytes();
    await new SharedLine(10).send(sink, new Uint8Array());
    expect(sink.ended).toBe(true);
  });
});
