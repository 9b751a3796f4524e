/**
 * @file Reads a repository before its model is loaded: the list of files, and small files that describe the
 * model.
 */
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
  readonly pad_token_id?: number | null;
  readonly layer_norm_eps?: number;
  readonly hidden_act?: string;
  readonly position_embedding_type?: string;
  readonly is_decoder?: boolean;
  readonly add_cross_attention?: boolean;
  /** DistilBERT's names of the number of layers, the number of heads, and the activation. */
  readonly n_layers?: number;
  readonly n_heads?: number;
  readonly activation?: string;
} & ModernBertConfig;

/** What ModernBERT's configuration has beside that of other encoders; see `modern-settings.ts`. */
type ModernBertConfig = {
  readonly norm_eps?: number;
  readonly hidden_activation?: string;
  readonly norm_bias?: boolean;
  readonly attention_bias?: boolean;
  readonly mlp_bias?: boolean;
  readonly classifier_bias?: boolean;
  readonly classifier_activation?: string;
  readonly classifier_pooling?: string;
  /** Number of tokens that a query of a local layer attends to, half of them on each side. */
  readonly local_attention?: number;
  readonly layer_types?: readonly string[] | null;
  readonly global_attn_every_n_layers?: number;
  readonly rope_parameters?: Readonly<
    Partial<Record<'full_attention' | 'sliding_attention', RopeConfig | null>>
  > | null;
  readonly rope_scaling?: RopeConfig | null;
  readonly global_rope_theta?: number;
  readonly local_rope_theta?: number | null;
};

type RopeConfig = { readonly rope_theta?: number; readonly rope_type?: string; readonly type?: string };

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
  /** The other metadata files by path: JSON files as their value, others as their text. */
  readonly more?: Readonly<Record<string, unknown>>;
};

/**
 * Files that are read if a repository has them, beside `config.json` and the tokenizer's. They arrive in
 * `HubFiles.more`.
 */
export const OPTIONAL_METADATA_FILES = [
  'rankside.json',
  ...['modules.json', '1_Pooling/config.json', 'config_sentence_transformers.json'],
  ...['1_Dense/config.json', '2_Dense/config.json', '3_Dense/config.json', '4_Dense/config.json'],
  ...['artifact.metadata', 'onnx_config.json', 'chat_template.jinja'],
] as const;

/**
 * The id of a token by its spelling, among the control tokens first and then in the vocabulary; undefined if there is
 * none.
 */
export function tokenId({ added_tokens: added = [], model }: HubTokenizer, spelling: string): number | undefined {
  const control = added.find(({ content }) => content === spelling);
  if (control) return control.id;
  const { vocab = {} } = model ?? {};
  if (!Array.isArray(vocab)) return (vocab as Readonly<Record<string, number>>)[spelling];
  const id = (vocab as readonly (readonly [string, number])[]).findIndex(([token]) => token === spelling);
  return id < 0 ? undefined : id;
}
