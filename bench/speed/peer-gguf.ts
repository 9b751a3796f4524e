/**
 * @file `base` with a score head as a GGUF file: llama.cpp's `bert` with rank pooling, with the names of its own
 * converter.
 */
import type { EncoderDirectory } from '../../src/models/files/tensor-directory';
import { transpose } from './float-weights';
import type { FloatWeights } from './float-weights';
import { writeGguf } from './gguf';
import type { GgufSetting, GgufTensor } from './gguf';

const RANK_POOLING = 4;
const NORMAL_TOKEN = 1;
const CONTROL_TOKEN = 3;

/** @param vocabulary tokens by id */
export function peerGguf(
  directory: EncoderDirectory,
  weights: FloatWeights,
  vocabulary: readonly string[],
): Uint8Array {
  return writeGguf(settingsOf(directory, vocabulary), tensorsOf(directory, weights));
}

function settingsOf(directory: EncoderDirectory, vocabulary: readonly string[]): Record<string, GgufSetting> {
  const u32 = (value: number): GgufSetting => ({ kind: 'u32', value });
  const id = (token: string) => u32(vocabulary.indexOf(token));
  return {
    'general.architecture': { kind: 'string', value: 'bert' },
    'general.name': { kind: 'string', value: 'base' },
    'bert.block_count': u32(directory.layers),
    'bert.context_length': u32(directory.positions),
    'bert.embedding_length': u32(directory.hidden),
    'bert.feed_forward_length': u32(directory.inner),
    'bert.attention.head_count': u32(directory.heads),
    'bert.attention.layer_norm_epsilon': { kind: 'f32', value: directory.epsilon },
    'bert.attention.causal': { kind: 'bool', value: false },
    'bert.pooling_type': u32(RANK_POOLING),
    'tokenizer.ggml.model': { kind: 'string', value: 'bert' },
    'tokenizer.ggml.tokens': { kind: 'strings', value: vocabulary.map(ggufToken) },
    'tokenizer.ggml.token_type': {
      kind: 'integers',
      value: vocabulary.map((token) => (isControl(token) ? CONTROL_TOKEN : NORMAL_TOKEN)),
    },
    'tokenizer.ggml.token_type_count': u32(2),
    'tokenizer.ggml.unknown_token_id': id('[UNK]'),
    'tokenizer.ggml.seperator_token_id': id('[SEP]'), // the spelling of the specification
    'tokenizer.ggml.padding_token_id': id('[PAD]'),
    'tokenizer.ggml.cls_token_id': id('[CLS]'),
    'tokenizer.ggml.bos_token_id': id('[CLS]'),
    'tokenizer.ggml.eos_token_id': id('[SEP]'),
    'tokenizer.ggml.mask_token_id': id('[MASK]'),
  };
}

/** GGUF marks tokens that begin a word; WordPiece marks those that continue one. */
function ggufToken(token: string): string {
  if (isControl(token)) return token;
  return token.startsWith('##') ? token.slice(2) : `\u2581${token}`;
}

function isControl(token: string): boolean {
  return /^\[.+\]$/.test(token);
}

function tensorsOf({ layers }: EncoderDirectory, weights: FloatWeights): GgufTensor[] {
  const plain = (name: string, from: string): GgufTensor => ({ name, type: 'f32', ...weights.tensor(from) });
  const matrix = (name: string, from: string): GgufTensor => ({
    name,
    type: 'q8_0',
    ...transpose(weights.tensor(from)),
  });
  const product = (name: string, from: string) => [
    matrix(`${name}.weight`, `${from}.weight`),
    plain(`${name}.bias`, `${from}.bias`),
  ];
  const norm = (name: string, from: string) => [
    plain(`${name}.weight`, `${from}.scale`),
    plain(`${name}.bias`, `${from}.bias`),
  ];
  const layer = (index: number) => [
    ...Object.entries({
      attn_q: 'query',
      attn_k: 'key',
      attn_v: 'value',
      attn_output: 'mix',
      ffn_up: 'up',
      ffn_down: 'down',
    }).flatMap(([name, from]) => product(`blk.${index}.${name}`, `layers.${index}.${from}`)),
    ...norm(`blk.${index}.attn_output_norm`, `layers.${index}.mix.norm`),
    ...norm(`blk.${index}.layer_output_norm`, `layers.${index}.down.norm`),
  ];
  return [
    { name: 'token_embd.weight', type: 'q8_0', ...weights.tensor('word') },
    plain('position_embd.weight', 'position'),
    plain('token_types.weight', 'types'),
    ...norm('token_embd_norm', 'norm'),
    ...Array.from({ length: layers }, (_, index) => layer(index)).flat(),
    ...product('cls', 'pooler'),
    ...product('cls.output', 'classifier'),
  ];
}
