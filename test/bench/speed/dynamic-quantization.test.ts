import { describe, expect, it } from 'vitest';
import { quantize } from '../../../bench/speed/dynamic-quantization';

const values = Float32Array.of(-0.4, 0, 0.3, 1);

describe('quantize()', () => {
  it('is symmetric in int8, the largest magnitude at 127', () => {
    const { scale, zeroPoint, values: made } = quantize(values, 'int8');
    expect(scale).toBeCloseTo(1 / 127, 7);
    expect(zeroPoint).toBe(0);
    expect([...made]).toEqual([-51, 0, 38, 127]);
  });

  it('spans the range in uint8, with an exact zero', () => {
    const { scale, zeroPoint, values: made } = quantize(values, 'uint8');
    expect(scale).toBeCloseTo(1.4 / 255, 7);
    expect(zeroPoint).toBe(73);
    expect([...made]).toEqual([0, 73, 128, 255]);
  });

  it('gives zeros a scale of one', () => {
    expect(quantize(new Float32Array(3), 'int8').scale).toBe(1);
    expect(quantize(new Float32Array(3), 'uint8')).toMatchObject({ scale: 1, zeroPoint: 0 });
  });
});
