/** @file The parts of a card for causal language models: the chat template, and the shape of keys and values. */

/** A control token, literal text of the template, or a slot for the text of a turn. */
export type ChatPart =
  { readonly id: number } | { readonly text: string } | { readonly slot: 'system' | 'user' | 'answer' };

export type Chat = {
  /** In order; the slot `answer` is last. */
  readonly parts: readonly ChatPart[];
  /** Tokens that end an answer. */
  readonly stop: readonly number[];
};

/** The shape of the keys and values of each layer: (1, keyHeads, tokens, size). */
export type DecoderShape = {
  readonly layers: number;
  readonly keyHeads: number;
  readonly size: number;
  /** The tokens that a reduced language-model head has logits for, in their order. Default: the whole vocabulary. */
  readonly tokens?: readonly number[];
};
