/**
 * @file Popular models of the public hub, as data from their pages. This project has not run them: `verified` becomes true once a model's
 * file has run here. What a page does not state is read from the repository when the model is loaded.
 */
import type { Device, Dtype } from '../../core/types';
import type { CardOverrides } from '../card-overrides';

export type CuratedFile = { readonly dtype: Dtype; readonly devices: readonly Device[]; readonly bytes?: number };

export type CuratedModel = {
  /** `org/name`. */
  readonly name: string;
  readonly description: string;
  readonly method: 'cross-encoder' | 'yes-no' | 'late-interaction' | 'embedding';
  /** The known files. Bytes are as rounded on the page. */
  readonly files: readonly CuratedFile[];
  /** How query and passage are joined into an input. */
  readonly template: string;
  /** For language models: the answers that mean relevant and not relevant. */
  readonly labels?: readonly [yes: string, no: string];
  readonly languages: readonly string[];
  readonly licence: string;
  readonly verified: false;
};

const UNKNOWN = 'see the page of the model';
const JOINT = 'the tokenizer’s own, for a pair';
const BOTH: readonly Device[] = ['wasm', 'webgpu'];
const MB = 1_000_000;

export const curatedModels: readonly CuratedModel[] = [
  {
    name: 'jinaai/jina-reranker-v1-tiny-en',
    description: 'A small cross-encoder for English',
    method: 'cross-encoder',
    files: [
      { dtype: 'int8', devices: ['wasm'], bytes: 33 * MB },
      { dtype: 'fp16', devices: ['webgpu'], bytes: 66 * MB },
    ],
    template: JOINT,
    languages: ['en'],
    licence: UNKNOWN,
    verified: false,
  },
  {
    name: 'Xenova/ms-marco-MiniLM-L-6-v2',
    description: 'The cross-encoder that most comparisons begin with',
    method: 'cross-encoder',
    files: [
      { dtype: 'int8', devices: ['wasm'] },
      { dtype: 'fp32', devices: BOTH },
    ],
    template: JOINT,
    languages: ['en'],
    licence: UNKNOWN,
    verified: false,
  },
  {
    name: 'mixedbread-ai/mxbai-rerank-xsmall-v1',
    description: 'A cross-encoder of the DeBERTa family',
    method: 'cross-encoder',
    files: [
      { dtype: 'int8', devices: ['wasm'] },
      { dtype: 'fp32', devices: BOTH },
    ],
    template: JOINT,
    languages: ['en'],
    licence: UNKNOWN,
    verified: false,
  },
  {
    name: 'Alibaba-NLP/gte-reranker-modernbert-base',
    description: 'A cross-encoder of the ModernBERT family',
    method: 'cross-encoder',
    files: [
      { dtype: 'fp16', devices: ['webgpu'], bytes: 300 * MB },
      { dtype: 'q4f16', devices: ['webgpu'], bytes: 140 * MB },
    ],
    template: JOINT,
    languages: ['en'],
    licence: UNKNOWN,
    verified: false,
  },
  {
    name: 'BAAI/bge-reranker-base',
    description: 'A cross-encoder of the XLM-RoBERTa family',
    method: 'cross-encoder',
    files: [{ dtype: 'fp32', devices: BOTH }],
    template: JOINT,
    languages: ['en', 'zh'],
    licence: UNKNOWN,
    verified: false,
  },
  {
    name: 'cross-encoder/mmarco-mMiniLMv2-L12-H384-v1',
    description: 'A multilingual cross-encoder; the tokenizer takes another 17 MB',
    method: 'cross-encoder',
    files: [{ dtype: 'int8', devices: ['wasm'], bytes: 119 * MB }],
    template: JOINT,
    languages: ['*'],
    licence: UNKNOWN,
    verified: false,
  },
  {
    name: 'jinaai/jina-reranker-v2-base-multilingual',
    description: 'A multilingual cross-encoder, not for commercial use',
    method: 'cross-encoder',
    files: [],
    template: JOINT,
    languages: ['*'],
    licence: 'CC BY-NC',
    verified: false,
  },
  {
    name: 'onnx-community/Qwen3-Reranker-0.6B-ONNX',
    description: 'A reranker made of a language model, for many languages',
    method: 'yes-no',
    files: [{ dtype: 'q4', devices: BOTH }],
    template: 'Qwen3-Reranker’s: a fixed system turn; instruction, query and document; an empty thought',
    labels: ['yes', 'no'],
    languages: ['*'],
    licence: UNKNOWN,
    verified: false,
  },
];

/** The fields of the card of `id` that the data above overrides. */
export function curatedChanges(id: string): CardOverrides {
  const known = curatedModels.find(({ name }) => name === id);
  if (!known) return {};
  const { description, languages, licence } = known;
  return { description, languages, licence };
}
