import { describe, expect, test } from 'vitest';
import { checkMetadata } from '../../../src/models/hub/check-metadata';
import type { HubConfig } from '../../../src/models/hub/hub-files';
import { readModernSettings } from '../../../src/models/hub/modern-settings';
import type { ModernSettings } from '../../../src/models/released/architecture';
import { encoder } from './families/encoder-files';

const settings = (config: HubConfig, layers = 4) => readModernSettings(config, layers) as ModernSettings;
const rope = (theta: number) => ({ rope_theta: theta, rope_type: 'default' });

describe('readModernSettings()', () => {
  test('has the defaults of ModernBERT', () => {
    const local = { theta: 10_000, reach: 64 };
    expect(settings({})).toEqual({
      rotary: [{ theta: 160_000 }, local, local, { theta: 160_000 }],
      positions: 8192,
      biases: { attention: false, feedForward: false, norms: false, head: false, headNorm: false },
      headActivation: 'gelu',
      headPooling: 'first',
    });
  });

  test('reads the same from the older and the newer fields', () => {
    const older = {
      ...{ global_attn_every_n_layers: 2, global_rope_theta: 5000, local_rope_theta: 70 },
      ...{ local_attention: 9, rope_scaling: null },
    };
    const layer_types = [0, 1, 2, 3].map((index) => (index % 2 === 0 ? 'full_attention' : 'sliding_attention'));
    const rope_parameters = { full_attention: rope(5000), sliding_attention: rope(70) };
    const newer = { local_attention: 9, layer_types, rope_parameters };
    const layers = [{ theta: 5000 }, { theta: 70, reach: 4 }];
    expect(settings(older).rotary).toEqual([...layers, ...layers]);
    expect(settings(newer)).toEqual(settings(older));
  });

  test('gives local layers the theta of the others if theirs is null', () => {
    expect(settings({ global_rope_theta: 5000, local_rope_theta: null }, 2).rotary[1]!.theta).toBe(5000);
  });

  test('reads biases and the head', () => {
    const biased = { norm_bias: true, attention_bias: true, mlp_bias: true, classifier_bias: true };
    expect(settings({ ...biased, classifier_pooling: 'mean', classifier_activation: 'tanh' })).toMatchObject({
      biases: { attention: true, feedForward: true, norms: true, head: true, headNorm: true },
      headActivation: 'tanh',
      headPooling: 'mean',
    });
  });

  test.each([
    [{ classifier_pooling: 'max' }, 'the pooling of its head is max'],
    [{ classifier_activation: 'silu' }, 'the activation of its head is silu'],
    [{ rope_scaling: { type: 'linear' } }, 'its rotary positions are linear'],
    [{ rope_parameters: { full_attention: { rope_type: 'yarn' } } }, 'its rotary positions are yarn'],
    [{ layer_types: ['full_attention', 'linear_attention'] }, 'one of its layers has linear_attention'],
    [{ layer_types: ['full_attention'] }, 'its configuration has the attention of 1 of 4 layers'],
  ] as const)('says for %j that %s', (config, reason) => {
    expect(readModernSettings(config, 4)).toBe(reason);
  });
});

test.each([
  [{ local_attention: -1 }, 'config.json: local_attention to be an integer'],
  [{ global_attn_every_n_layers: 0 }, 'config.json: global_attn_every_n_layers to be an integer'],
  [{ local_rope_theta: 'high' }, 'config.json: local_rope_theta to be a positive number'],
  [{ layer_types: 'full_attention' }, 'config.json: layer_types to be a list'],
  [{ rope_parameters: { full_attention: { rope_theta: 0 } } }, 'rope_parameters.full_attention.rope_theta to be a'],
  [{ rope_scaling: 2 }, 'config.json: rope_scaling to be an object'],
])('checkMetadata() refuses a ModernBERT with %j', (changes, message) => {
  const config = { architectures: ['ModernBertModel'], ...changes } as unknown as HubConfig;
  expect(() => checkMetadata({ ...encoder, config })).toThrow(message);
});
