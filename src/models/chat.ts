/** @file How a causal language model is spoken to, and what its sessions take. Parts of a card. */

/** A control token, words of the template, or where a turn's text goes. */
export type ChatPart =
  { readonly id: number } | { readonly text: string } | { readonly slot: 'system' | 'user' | 'answer' };

export type Chat = {
  /** In order; `answer` is last. */
  readonly parts: readonly ChatPart[];
  /** Tokens that end an answer. */
  readonly stop: readonly number[];
};

/** The shape of what is kept of tokens read: (1, keyHeads, tokens, size), keys and values of each layer. */
export type DecoderShape = {
  readonly layers: number;
  readonly keyHeads: number;
  readonly size: number;
  /** Tokens that the language-model head still has rows for, in the order of its logits. Default: the whole vocabulary. */
  readonly tokens?: readonly number[];
};
