/**
 * @file Reads the settings of ModernBERT (Warner et al., 2024) from `config.json`: which layers attend locally, rotary
 * positions, biases and the classification head. Defaults are those of Hugging Face's `ModernBertConfig`.
 */
import type { HeadActivation, RotaryLayer } from '../files/tensor-directory';
import type { ModernSettings } from '../released/architecture';
import type { HubConfig } from './hub-files';

const HEAD_ACTIVATIONS: Readonly<Record<string, HeadActivation>> = {
  gelu: 'gelu',
  gelu_python: 'gelu',
  relu: 'relu',
  tanh: 'tanh',
};

/** The settings, or what the kernel does not support. @param layers number of layers */
export function readModernSettings(config: HubConfig, layers: number): ModernSettings | string {
  const { classifier_activation: activation = 'gelu', classifier_pooling: pooling = 'cls' } = config;
  const headActivation = Object.hasOwn(HEAD_ACTIVATIONS, activation) ? HEAD_ACTIVATIONS[activation] : undefined;
  if (!headActivation) return `the activation of its head is ${activation}`;
  if (pooling !== 'cls' && pooling !== 'mean') return `the pooling of its head is ${pooling}`;
  const rotary = readRotary(config, layers);
  if (typeof rotary === 'string') return rotary;
  return {
    rotary,
    positions: config.max_position_embeddings ?? 8192,
    biases: {
      attention: config.attention_bias ?? false,
      feedForward: config.mlp_bias ?? false,
      norms: config.norm_bias ?? false,
      head: config.classifier_bias ?? false,
      headNorm: config.norm_bias ?? false,
    },
    headActivation,
    headPooling: pooling === 'mean' ? 'mean' : 'first',
  };
}

function readRotary(config: HubConfig, layers: number): RotaryLayer[] | string {
  const { rope_parameters: parameters, rope_scaling: scaling, local_attention: window = 128 } = config;
  const { full_attention: full, sliding_attention: sliding } = parameters ?? {};
  const unusual = [full, sliding, scaling].map((each) => each?.rope_type ?? each?.type ?? 'default');
  const type = unusual.find((each) => each !== 'default');
  if (type !== undefined) return `its rotary positions are ${type}`;
  const global = full?.rope_theta ?? config.global_rope_theta ?? 160_000;
  // `null` stands for the theta of the other layers.
  const own = config.local_rope_theta === null ? global : config.local_rope_theta;
  const local = { theta: sliding?.rope_theta ?? own ?? 10_000, reach: Math.floor(window / 2) };
  const types = readTypes(config, layers);
  const stray = types.find((each) => each !== 'full_attention' && each !== 'sliding_attention');
  if (stray !== undefined) return `one of its layers has ${stray}`;
  if (types.length !== layers) return `its configuration has the attention of ${types.length} of ${layers} layers`;
  return types.map((each) => (each === 'full_attention' ? { theta: global } : local));
}

/** Newer configurations list the layers; older ones say how many follow one another until the next global one. */
function readTypes({ layer_types: types, global_attn_every_n_layers: every = 3 }: HubConfig, layers: number) {
  if (types) return types;
  return Array.from({ length: layers }, (_, index) => (index % every === 0 ? 'full_attention' : 'sliding_attention'));
}
