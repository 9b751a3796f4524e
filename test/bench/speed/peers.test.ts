import { describe, expect, it } from 'vitest';
import { FloatWeights } from '../../../bench/speed/float-weights';
import { fillTensors } from '../../../bench/speed/peer-graphs';
import type { TakenTensor } from '../../../bench/speed/peer-graphs';
import { withInitializers } from '../../../bench/speed/protobuf';
import type { EncoderDirectory } from '../../../src/models/files/tensor-directory';

/**
 * An encoder with two hidden units: a table of three rows, and query, key and value in one matrix whose second input is
 * smoothed by 2.
 */
const tensors = {
  word: { dtype: 'int8', shape: [3, 2], offset: 0 },
  'word.scale': { dtype: 'float32', shape: [3, 1], offset: 64 },
  'layers.0.qkv.weight': { dtype: 'int8', shape: [2, 6], offset: 128 },
  'layers.0.qkv.scale': { dtype: 'float32', shape: [6], offset: 192 },
  'layers.0.qkv.unsmooth': { dtype: 'float32', shape: [2], offset: 256 },
  'layers.0.qkv.bias': { dtype: 'float32', shape: [6], offset: 320 },
} as const;

function stored(): Uint8Array {
  const bytes = new Uint8Array(384);
  const floats = (offset: number, values: readonly number[]) =>
    bytes.set(new Uint8Array(Float32Array.from(values).buffer), offset);
  bytes.set([1, 2, 3, 4, 5, 6], 0);
  floats(64, [1, 10, 100]);
  bytes.set([1, 1, 2, 2, 3, 3, 1, 1, 1, 1, 1, 1], 128);
  floats(192, [1, 1, 1, 1, 0.5, 0.5]);
  floats(256, [1, 2]);
  floats(320, [1, 2, 3, 4, 5, 6]);
  return bytes;
}

const weights = new FloatWeights({ hidden: 2, tensors } as unknown as EncoderDirectory, stored());

describe('FloatWeights', () => {
  it('scales a table by its rows', () => {
    expect([...weights.tensor('word').values]).toEqual([1, 2, 30, 40, 500, 600]);
  });

  it('splits query, key and value, scales columns and undoes smoothing', () => {
    expect([...weights.tensor('layers.0.query.weight').values]).toEqual([1, 1, 2, 2]);
    expect([...weights.tensor('layers.0.key.weight').values]).toEqual([2, 2, 2, 2]);
    expect([...weights.tensor('layers.0.value.weight').values]).toEqual([1.5, 1.5, 1, 1]);
    expect([...weights.tensor('layers.0.value.bias').values]).toEqual([5, 6]);
  });

  it('generates the tensors that the model lacks, always the same', () => {
    expect(weights.tensor('classifier.weight')).toEqual(weights.tensor('classifier.weight'));
    expect([...weights.tensor('types').values]).toEqual([0, 0, 0, 0]);
    expect(() => weights.tensor('layers.7.up.bias')).toThrow('Expected a weight of the model, got "layers.7.up.bias"');
  });
});

describe('fillTensors()', () => {
  const of = 'layers.0.query.weight';

  it('quantizes a weight once, with its scale and zero point', () => {
    const taken: TakenTensor[] = [
      { name: 'q', dtype: 'int8', shape: [2, 2], of, part: 'quantized' },
      { name: 's', dtype: 'float32', shape: [], of, part: 'scale' },
      { name: 'z', dtype: 'int8', shape: [], of, part: 'zeroPoint' },
    ];
    const [quantized, scale, zero] = fillTensors(taken, weights);
    expect([...quantized!.data]).toEqual([64, 64, 127, 127]);
    expect(new Float32Array(scale!.data.slice().buffer)[0]).toBeCloseTo(2 / 127, 6);
    expect([...zero!.data]).toEqual([0]);
  });

  it('transposes a matrix where the graph requires it', () => {
    const value = { name: 'v', dtype: 'float32', shape: [2, 2], of: 'layers.0.value.weight', part: 'value' } as const;
    const [plain, turned] = fillTensors([value, { ...value, turned: true }], weights);
    const floats = (bytes: Uint8Array) => [...new Float32Array(bytes.slice().buffer)];
    expect([plain, turned].map((each) => floats(each!.data))).toEqual([
      [1.5, 1.5, 1, 1],
      [1.5, 1, 1.5, 1],
    ]);
  });

  it('rejects a shape that differs from that of the weight', () => {
    const taken: TakenTensor[] = [{ name: 'q', dtype: 'float32', shape: [2, 3], of, part: 'value' }];
    expect(() => fillTensors(taken, weights)).toThrow('Expected q of the shape 2 × 3 to have 24 bytes, got 16');
  });
});

describe('withInitializers()', () => {
  it('appends one field and leaves the model unchanged', () => {
    const model = Uint8Array.of(8, 8);
    const made = withInitializers(model, [{ name: 'w', dtype: 'int8', shape: [2], data: Uint8Array.of(1, 255) }]);
    const tensor = [8, 2, 16, 3, 66, 1, 119, 74, 2, 1, 255];
    expect([...made]).toEqual([8, 8, 58, tensor.length + 2, 42, tensor.length, ...tensor]);
  });
});
