import { beforeEach, describe, expect, test } from 'vitest';
import { LossCounter, MAX_TERMINATIONS, WINDOW_MS } from '../../src/client/loss-counter';

let time: number;
let counter: LossCounter;
beforeEach(() => {
  time = 1e6;
  counter = new LossCounter(() => time);
});

describe('LossCounter', () => {
  test('avoids a candidate that is lost twice within the window, until the losses are old', () => {
    counter.record('wasm/int8');
    expect(counter.avoid).toEqual([]);
    counter.record('wasm/int8');
    expect(counter.avoid).toEqual(['wasm/int8']);
    time += WINDOW_MS;
    expect(counter.avoid).toEqual([]);
  });

  test('avoids no candidate that is lost five times in an hour', () => {
    for (let loss = 0; loss < 5; loss++) {
      counter.record('webgpu/fp16');
      expect(counter.avoid).toEqual([]);
      time += 12 * 60_000;
    }
  });

  test('forgets the losses of a candidate that completed a call', () => {
    counter.record('wasm/int8');
    counter.recordSuccess('wasm/int8');
    counter.record('wasm/int8');
    expect(counter.avoid).toEqual([]);
  });

  test('is hopeless after many terminations without a completed call between', () => {
    for (let count = 1; count < MAX_TERMINATIONS; count++) counter.recordTermination();
    expect(counter.isHopeless).toBe(false);
    counter.recordTermination();
    expect(counter.isHopeless).toBe(true);
    counter.recordSuccess();
    expect(counter.isHopeless).toBe(false);
  });

  test('counts terminations while a candidate is loaded as its losses from the fourth in a row on', () => {
    for (let count = 1; count <= 4; count++) counter.recordTerminationOfLoading('wasm/int8');
    expect(counter.avoid).toEqual([]);
    counter.recordTerminationOfLoading('wasm/int8');
    expect(counter.avoid).toEqual(['wasm/int8']);
  });

  test('does not count terminations while a candidate is loaded if it is loaded in between', () => {
    for (let count = 1; count <= 10; count++) {
      counter.recordTerminationOfLoading('wasm/int8');
      if (count % 3 === 0) counter.recordLoad();
    }
    expect(counter.avoid).toEqual([]);
  });

  test('counts no loss where a terminated worker tried no candidate yet', () => {
    for (let count = 1; count <= 10; count++) counter.recordTerminationOfLoading(undefined);
    expect(counter.any).toBe(false);
  });
});
