import { describe, expect, test } from 'vitest';
import type { HeadFiles } from '../../../src/models/released/head-weights';
import type { ReleasedEncoder } from '../../../src/models/released/architecture';
import { readModernSettings } from '../../../src/models/hub/modern-settings';
import type { HubConfig } from '../../../src/models/hub/hub-files';
import type { ModernSettings } from '../../../src/models/released/architecture';
import { quantizeReleased } from '../../../src/models/released/quantize-released';
import { FloatEncoder } from '../../contracts/float-encoder';
import type { GoldenPairs } from '../../contracts/golden';
import { goldenOf } from '../../contracts/hub-models';
import { fixtureFiles } from '../../host/fixture-repositories';

const shape = { layers: 2, heads: 2, epsilon: 1e-12, firstPosition: 0, output: 'logits' } as const;
const bert: ReleasedEncoder = { ...shape, architecture: 'bert', activation: 'gelu_tanh' };
type File = { readonly path: string; readonly data: Uint8Array };
const fileOf = (name: string, path: string) => fixtureFiles(`tiny/${name}`)![path]!;

/** The largest difference from a golden logit, without the rounding of activations. */
function largestError(encoder: ReleasedEncoder, name: string, path: string, others: readonly File[] = []): number {
  const { directory, data } = quantizeReleased(encoder, path, fileOf(name, path), others);
  const floats = new FloatEncoder(directory, data);
  const pairs = (goldenOf(name) as GoldenPairs[]).flatMap(({ passages }) => passages);
  const errors = pairs.flatMap((pair) =>
    floats.logits(pair).map((logit, label) => Math.abs(logit - pair.logits[label]!)),
  );
  return Math.max(...errors);
}

describe('quantizeReleased() gives the logits of PyTorch over the same weights', () => {
  test.each([
    ['model.safetensors', 0.05],
    ['onnx/model.onnx', 0.05],
    ['onnx/model_fp16.onnx', 0.06],
    ['onnx/model_quantized.onnx', 0.15], // one scale for each matrix
    ['onnx/model_int8.onnx', 0.05], // one scale for each output
  ])('from %s', (path, bound) => {
    expect(largestError(bert, 'bert', path)).toBeLessThanOrEqual(bound);
  });

  test.each([
    ['distilbert', { ...shape, architecture: 'distilbert', activation: 'gelu' }, 0.1],
    ['electra-small', { ...shape, architecture: 'electra', activation: 'relu' }, 0.02],
  ] as const)('of %s', (name, encoder, bound) => {
    expect(largestError(encoder, name, 'model.safetensors')).toBeLessThanOrEqual(bound);
  });
});

describe('quantizeReleased() of ModernBERT', () => {
  const shape = { layers: 7, heads: 2, epsilon: 1e-5, firstPosition: 0, output: 'logits' } as const;
  const settings = (config: HubConfig) => readModernSettings(config, 7) as ModernSettings;
  const configOf = (name: string) => JSON.parse(new TextDecoder().decode(fileOf(name, 'config.json'))) as HubConfig;
  const encoderOf = (config: HubConfig): ReleasedEncoder =>
    ({ ...shape, architecture: 'modernbert', activation: 'gelu', modern: settings(config) }); // prettier-ignore

  test.each([
    ['modern-cls', 1e-4], // without biases; the older configuration
    ['modern-mean', 0.2], // with every bias; the newer configuration; bfloat16
  ])('gives the logits of %s', (name, bound) => {
    expect(largestError(encoderOf(configOf(name)), name, 'model.safetensors')).toBeLessThanOrEqual(bound);
  });

  test('gives the logits of a model whose head is in files of its own', () => {
    const name = 'modern-modular';
    const headFiles = Object.fromEntries(
      Object.entries({ dense: '2_Dense', norm: '3_LayerNorm', out: '4_Dense' }).map(([part, folder]) => [
        part,
        `${folder}/model.safetensors`,
      ]),
    ) as HeadFiles;
    const own = settings(configOf(name));
    const modern = { ...own, biases: { ...own.biases, headNorm: true }, headFiles };
    const encoder = { ...encoderOf(configOf(name)), modern };
    const others = Object.values(headFiles).map((path) => ({ path, data: fileOf(name, path) }));
    expect(largestError(encoder, name, 'model.safetensors', others)).toBeLessThanOrEqual(1e-4);
    expect(() => largestError(encoder, name, 'model.safetensors', others.slice(1))).toThrow(
      'Expected the file 2_Dense/model.safetensors of the head, got none',
    );
  });

  test.each([
    ['the window', { local_attention: 18 }],
    ['the layers that attend to all tokens', { global_attn_every_n_layers: 2 }],
    ['the rotary positions of local layers', { local_rope_theta: 20_000 }],
    ['the rotary positions of the others', { global_rope_theta: 100_000 }],
  ])('depends on %s', (_, changes) => {
    const changed = encoderOf({ ...configOf('modern-cls'), ...changes });
    expect(largestError(changed, 'modern-cls', 'model.safetensors')).toBeGreaterThan(1e-3);
  });
});

describe('quantizeReleased() refuses', () => {
  const file = (tensors: Record<string, { dtype?: string; shape: number[]; data_offsets: number[] }>, values = 64) => {
    const entries = Object.entries(tensors).map(([name, tensor]) => [name, { dtype: 'F32', ...tensor }]);
    const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
    const bytes = new Uint8Array(8 + header.length + values);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
    bytes.set(header, 8);
    return bytes;
  };
  const word = 'bert.embeddings.word_embeddings.weight';
  const huge = { shape: [2 ** 40, 2 ** 10], data_offsets: [0, 2 ** 52] };
  const outside = { shape: [4, 8], data_offsets: [0, 128] };

  test.each([
    ['a tensor of terabytes', file({ [word]: huge }), /to have .* bytes within the file/],
    ['offsets outside of the file', file({ [word]: outside }), /got 0 to 128 of 64/],
    ['a shape that is no list of sizes', file({ [word]: { shape: [-1], data_offsets: [0, 64] } }), /to have a shape/],
    ['a file without an encoder', file({}), /to have embeddings.word_embeddings.weight, got none/],
    ['a file that breaks off', fileOf('bert', 'model.safetensors').subarray(0, 90_000), /bytes within the file/],
    ['other bytes', new TextEncoder().encode('<!doctype html>'), /Expected a safetensors file/],
  ])('%s', (_, bytes, message) => {
    expect(() => quantizeReleased(bert, 'model.safetensors', bytes)).toThrow(
      expect.objectContaining({ code: 'model-invalid', message: expect.stringMatching(message) as string }) as Error,
    );
  });

  test('a layer that the weights do not have', () => {
    const deeper = { ...bert, layers: 3 };
    expect(() => quantizeReleased(deeper, 'model.safetensors', fileOf('bert', 'model.safetensors'))).toThrow(
      'Expected the weights to have encoder.layer.2.intermediate.dense.weight, got none',
    );
  });

  test('matrices that the architecture does not have', () => {
    const shallower = { ...bert, layers: 1 };
    for (const path of ['model.safetensors', 'onnx/model.onnx']) {
      expect(() => quantizeReleased(shallower, path, fileOf('bert', path))).toThrow(
        /Expected every matrix of the weights to belong to the architecture, got .*encoder\.layer\.1\./,
      );
    }
  });

  test('values that are not finite', () => {
    const bytes = fileOf('bert', 'model.safetensors').slice();
    bytes.fill(255, bytes.length - 100_000); // not-a-number throughout
    expect(() => quantizeReleased(bert, 'model.safetensors', bytes)).toThrow(/to be finite numbers/);
  });
});
