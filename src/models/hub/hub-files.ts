/** @file What is read of a repository before a model of it is loaded: its list of files, and small ones that say what it is. */
import type { TreeEntry } from './repository';

export type HubConfig = {
  readonly architectures?: readonly string[];
  readonly id2label?: Readonly<Record<string, string>>;
  readonly max_position_embeddings?: number;
  readonly model_type?: string;
  readonly num_hidden_layers?: number;
  readonly num_attention_heads?: number;
  readonly num_key_value_heads?: number;
  readonly head_dim?: number;
  readonly hidden_size?: number;
  readonly eos_token_id?: number | readonly number[];
};

export type HubTokenizer = {
  readonly post_processor?: unknown;
  readonly added_tokens?: readonly { readonly id: number; readonly content: string }[];
  readonly model?: {
    readonly vocab?: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
  };
};

export type HubFiles = {
  readonly config: HubConfig;
  readonly tokenizer: HubTokenizer;
  readonly tokenizerConfig: { readonly model_max_length?: number; readonly chat_template?: unknown };
  readonly tree: readonly TreeEntry[];
  /** Other files that say something, by path: of JSON its value, of others the text. */
  readonly more?: Readonly<Record<string, unknown>>;
};

/** Files beside the configuration that are read where a repository has them. */
export const OPTIONAL_METADATA_FILES = [
  'rankside.json',
  ...['modules.json', '1_Pooling/config.json', 'config_sentence_transformers.json'],
  ...['1_Dense/config.json', '2_Dense/config.json', '3_Dense/config.json'],
  ...['artifact.metadata', 'onnx_config.json', 'chat_template.jinja'],
] as const;

/** The id of a token by its spelling: a control's, or one of the vocabulary's. */
export function tokenId({ added_tokens: added = [], model }: HubTokenizer, spelling: string): number | undefined {
  const control = added.find(({ content }) => content === spelling);
  if (control) return control.id;
  const { vocab = {} } = model ?? {};
  if (!Array.isArray(vocab)) return (vocab as Readonly<Record<string, number>>)[spelling];
  const place = (vocab as readonly (readonly [string, number])[]).findIndex(([piece]) => piece === spelling);
  return place < 0 ? undefined : place;
}
