/**
 * @file Writes models for other libraries from `base`, with the same encoder, weights and tokenizer: `cross`, which
 * scores pairs, and `embed`, which returns hidden states, in the layout of the Hugging Face hub; and `base.gguf`, which
 * scores pairs in llama.cpp.
 */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDirectory } from '../../src/models/files/tensor-directory';
import type { EncoderDirectory } from '../../src/models/files/tensor-directory';
import { FloatWeights } from './float-weights';
import { peerGguf } from './peer-gguf';
import { fillGraph } from './peer-graphs';
import type { PeerGraph } from './peer-graphs';

const FILES: Readonly<Record<'cross' | 'embed', Readonly<Record<string, PeerGraph>>>> = {
  cross: { 'model.onnx': 'cross.fp32', 'model_quantized.onnx': 'cross.q8' },
  embed: { 'model_quantized.onnx': 'embed.q8' },
};

/**
 * @param root the project's folder
 * @param out the folder to write to
 */
export async function writePeerModels(root: string, out: string): Promise<void> {
  const base = join(root, 'public/models/base');
  const directory = parseDirectory(await readFile(join(base, 'encoder.json')));
  const weights = new FloatWeights(directory, await readFile(join(base, directory.data)));
  for (const [name, graphs] of Object.entries(FILES)) {
    const folder = join(out, name);
    await mkdir(join(folder, 'onnx'), { recursive: true });
    for (const [file, graph] of Object.entries(graphs)) {
      await writeFile(join(folder, 'onnx', file), await fillGraph(join(root, 'bench/peers'), graph, weights));
    }
    await cp(join(base, 'tokenizer.json'), join(folder, 'tokenizer.json'));
    await writeFile(join(folder, 'config.json'), json(modelConfig(directory, name === 'cross')));
    await writeFile(join(folder, 'tokenizer_config.json'), json(tokenizerConfig(directory)));
  }
  const tokens = vocabularyOf(await readFile(join(base, 'tokenizer.json'), 'utf8'));
  await writeFile(join(out, 'base.gguf'), peerGguf(directory, weights, tokens));
}

/** Returns the tokens of a WordPiece tokenizer, by id. */
function vocabularyOf(tokenizer: string): string[] {
  const { model } = JSON.parse(tokenizer) as { model: { vocab: Record<string, number> } };
  return Object.entries(model.vocab)
    .sort(([, a], [, b]) => a - b)
    .map(([token]) => token);
}

function modelConfig(directory: EncoderDirectory, cross: boolean): unknown {
  return {
    architectures: [cross ? 'BertForSequenceClassification' : 'BertModel'],
    model_type: 'bert',
    hidden_act: 'gelu',
    hidden_size: directory.hidden,
    intermediate_size: directory.inner,
    layer_norm_eps: directory.epsilon,
    max_position_embeddings: directory.positions,
    num_attention_heads: directory.heads,
    num_hidden_layers: directory.layers,
    pad_token_id: 0,
    type_vocab_size: 2,
    vocab_size: directory.vocabulary,
    ...(cross ? { id2label: { 0: 'LABEL_0' }, label2id: { LABEL_0: 0 } } : {}),
  };
}

function tokenizerConfig({ positions }: EncoderDirectory): unknown {
  const control = {
    cls_token: '[CLS]',
    mask_token: '[MASK]',
    pad_token: '[PAD]',
    sep_token: '[SEP]',
    unk_token: '[UNK]',
  };
  return { tokenizer_class: 'BertTokenizer', do_lower_case: true, model_max_length: positions, ...control };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
