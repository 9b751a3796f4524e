/** @file `base` with a score head as a GGUF file: llama.cpp's `bert` with rank pooling, as its own converter names things. */
import type { EncoderDirectory } from '../../src/models/files/tensor-directory';
import { turned } from './float-weights';
import type { FloatWeights } from './float-weights';
import { writeGguf } from './gguf';
import type { GgufSetting, GgufTensor } from './gguf';

const RANK_POOLING = 4;
const NORMAL_TOKEN = 1;
const CONTROL_TOKEN = 3;

/** @param vocabulary pieces by id */
export function peerGguf(
  directory: EncoderDirectory,
  weights: FloatWeights,
  vocabulary: readonly string[],
): Uint8Array {
  return writeGguf(settingsOf(directory, vocabulary), tensorsOf(directory, weights));
}

function settingsOf(directory: EncoderDirectory, vocabulary: readonly string[]): Record<string, GgufSetting> {
  const whole = (value: number): GgufSetting => ({ kind: 'u32', value });
  const id = (piece: string) => whole(vocabulary.indexOf(piece));
  return {
    'general.architecture': { kind: 'string', value: 'bert' },
    'general.name': { kind: 'string', value: 'base' },
    'bert.block_count': whole(directory.layers),
    'bert.context_length': whole(directory.positions),
    'bert.embedding_length': whole(directory.hidden),
    'bert.feed_forward_length': whole(directory.inner),
    'bert.attention.head_count': whole(directory.heads),
    'bert.attention.layer_norm_epsilon': { kind: 'f32', value: directory.epsilon },
    'bert.attention.causal': { kind: 'bool', value: false },
    'bert.pooling_type': whole(RANK_POOLING),
    'tokenizer.ggml.model': { kind: 'string', value: 'bert' },
    'tokenizer.ggml.tokens': { kind: 'strings', value: vocabulary.map(phantom) },
    'tokenizer.ggml.token_type': {
      kind: 'integers',
      value: vocabulary.map((piece) => (isControl(piece) ? CONTROL_TOKEN : NORMAL_TOKEN)),
    },
    'tokenizer.ggml.token_type_count': whole(2),
    'tokenizer.ggml.unknown_token_id': id('[UNK]'),
    'tokenizer.ggml.seperator_token_id': id('[SEP]'), // spelled so in the specification
    'tokenizer.ggml.padding_token_id': id('[PAD]'),
    'tokenizer.ggml.cls_token_id': id('[CLS]'),
    'tokenizer.ggml.bos_token_id': id('[CLS]'),
    'tokenizer.ggml.eos_token_id': id('[SEP]'),
    'tokenizer.ggml.mask_token_id': id('[MASK]'),
  };
}

/** A piece that begins a word is marked, one that goes on is not: the other way round than in the vocabulary. */
function phantom(piece: string): string {
  if (isControl(piece)) return piece;
  return piece.startsWith('##') ? piece.slice(2) : `\u2581${piece}`;
}

function isControl(piece: string): boolean {
  return /^\[.+\]$/.test(piece);
}

function tensorsOf({ layers }: EncoderDirectory, weights: FloatWeights): GgufTensor[] {
  const plain = (name: string, from: string): GgufTensor => ({ name, type: 'f32', ...weights.tensor(from) });
  const matrix = (name: string, from: string): GgufTensor => ({ name, type: 'q8_0', ...turned(weights.tensor(from)) });
  const product = (name: string, from: string) => [
    matrix(`${name}.weight`, `${from}.weight`),
    plain(`${name}.bias`, `${from}.bias`),
  ];
  const norm = (name: string, from: string) => [
    plain(`${name}.weight`, `${from}.scale`),
    plain(`${name}.bias`, `${from}.bias`),
  ];
  const layer = (at: number) => [
    ...Object.entries({
      attn_q: 'query',
      attn_k: 'key',
      attn_v: 'value',
      attn_output: 'mix',
      ffn_up: 'up',
      ffn_down: 'down',
    }).flatMap(([name, from]) => product(`blk.${at}.${name}`, `layers.${at}.${from}`)),
    ...norm(`blk.${at}.attn_output_norm`, `layers.${at}.mix.norm`),
    ...norm(`blk.${at}.layer_output_norm`, `layers.${at}.down.norm`),
  ];
  return [
    { name: 'token_embd.weight', type: 'q8_0', ...weights.tensor('word') },
    plain('position_embd.weight', 'position'),
    plain('token_types.weight', 'types'),
    ...norm('token_embd_norm', 'norm'),
    ...Array.from({ length: layers }, (_, at) => layer(at)).flat(),
    ...product('cls', 'pooler'),
    ...product('cls.output', 'classifier'),
  ];
}
