import { describe, expect, test } from 'vitest';
import { GpuEngine } from '../../../src/host/gpu/gpu-engine';
import type { GpuEnd } from '../../../src/host/gpu/gpu-engine';
import { Pace } from '../../../src/host/pool/pace';

function create() {
  const ends: GpuEnd[] = [];
  const engine = new GpuEngine({ open: () => ({ cancelPending: () => undefined }) }, (end) => ends.push(end));
  return { engine, ends };
}

function paceOf(msPerUnit: number): Pace {
  const pace = new Pace();
  pace.record('encode', 1, 1, msPerUnit);
  return pace;
}

describe('GpuEngine', () => {
  test('leaves when it is more than four times slower than the host, and says by how much', () => {
    const { engine, ends } = create();
    engine.optional.pace.record('encode', 1, 1, 50);
    engine.optional.assess('encode', paceOf(10));
    expect(ends).toEqual([{ state: 'refused', reason: 'It is 5.0 times slower than one core on the work at hand' }]);
    expect(engine.optional.available).toBe(false);
  });

  test('stays when it is slower than the host but of use, or has not been measured', () => {
    const { engine, ends } = create();
    engine.optional.assess('encode', paceOf(10));
    engine.optional.pace.record('encode', 1, 1, 30);
    engine.optional.assess('encode', paceOf(10));
    expect(ends).toEqual([]);
    expect(engine.optional.available).toBe(true);
  });

  test('leaves once, with the first failure', () => {
    const { engine, ends } = create();
    engine.optional.fail(new Error('device lost'));
    engine.optional.fail(new Error('again'));
    expect(ends).toEqual([{ state: 'lost', reason: 'device lost' }]);
  });

  test('takes no batch while one that was abandoned has not returned', async () => {
    const { engine } = create();
    let settle: () => void = () => undefined;
    engine.optional.abandon(new Promise<void>((resolve) => (settle = resolve)));
    expect(engine.optional.available).toBe(false);
    settle();
    await new Promise((resolve) => setImmediate(resolve));
    expect(engine.optional.available).toBe(true);
  });
});
