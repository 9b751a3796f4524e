/**
 * @file A tokenizer that reads any text as plain text, so that no text can contain a control token.
 *
 * "[SEP]" in a passage is read as five characters, never as the separator. To achieve this, the added tokens are
 * removed before the tokenizer is built, and their names in the vocabulary are replaced by names that match no text,
 * because Unigram and BPE vocabularies list control tokens too. Control tokens come only from the card's template.
 * Added tokens that are runs of spaces, as GPT-NeoX and ModernBERT have them, are no control tokens and stay.
 */
import { Tokenizer } from '@huggingface/tokenizers';
import { RerankError } from '../../core/errors';
import type { TextSpan } from '../../core/types';
import { messageOf } from '../../util/message-of';
import { expectBoundedPatterns, expectBoundedSettings } from './safe-patterns';
import type { TokenCount } from './token-count';
import { alignTokens } from './token-spans';
import { surfaceReader } from './token-surface';
import type { TokenSpelling, SurfaceReader } from './token-surface';

/** The parts of a Hugging Face `tokenizer.json` that this file reads. */
type TokenizerJson = TokenSpelling & {
  readonly added_tokens?: readonly AddedToken[];
  readonly model: TokenSpelling['model'] & {
    readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
    readonly unk_token?: string | null;
    readonly unk_id?: number | null;
  };
};

type AddedToken = { readonly id: number; readonly content: string; readonly special?: boolean };

export class PlainTokenizer {
  readonly #tokenizer: Tokenizer;
  readonly #surface: SurfaceReader;
  /** Ids that no text may produce. The unknown token is not one of them. */
  readonly controlIds: ReadonlySet<number>;

  /** @throws RerankError `model-invalid` if `json` is not a tokenizer, or may take unbounded time or memory */
  constructor(json: unknown) {
    const source = asTokenizerJson(json);
    expectBoundedSettings(source);
    const unknown = unknownToken(source);
    const { added_tokens: added = [] } = source;
    const spaces = added.filter(isRunOfSpaces);
    const controls = added.filter((token) => token.content !== unknown && !isRunOfSpaces(token));
    this.controlIds = new Set(controls.map((token) => token.id));
    const plain = { ...source, added_tokens: spaces, model: withoutControls(source, this.controlIds) };
    this.#tokenizer = buildTokenizer(plain);
    expectBoundedPatterns(this.#tokenizer);
    this.#surface = surfaceReader(source, unknown);
  }

  /**
   * The first `limit` token ids of the text, and the number of all its tokens. The number is exact for texts of up to
   * 64,000 characters; for longer texts it is extrapolated from the part that was read. At most a million characters
   * are read.
   */
  encodeUpTo(text: string, limit: number): TokenCount {
    const ids: number[] = [];
    let offset = 0;
    for (const { chunk, end } of chunksOf(text)) {
      for (const id of this.encode(chunk)) ids.push(id);
      offset = end;
      if ((offset >= EXACT_CHARACTERS && ids.length > limit) || offset >= MAX_CHARACTERS) break;
    }
    const total = offset === text.length ? ids.length : Math.round((ids.length * text.length) / offset);
    return { ids: ids.slice(0, limit), total };
  }

  /** The text of `ids` without control tokens. */
  decode(ids: readonly number[]): string {
    const plain = ids.filter((id) => !this.controlIds.has(id));
    return plain.length === 0 ? '' : this.#tokenizer.decode(plain, { clean_up_tokenization_spaces: false });
  }

  /** The span in the text of each token that `encodeUpTo` gives; undefined for a token that is only white space. */
  spansUpTo(text: string, limit: number): (TextSpan | undefined)[] {
    const spans: (TextSpan | undefined)[] = [];
    for (const { chunk, end } of chunksOf(text)) {
      const { ids, tokens } = this.#tokenize(chunk);
      const from = end - chunk.length;
      alignTokens(chunk, tokens.length, this.#surface(tokens)).forEach((span, index) => {
        if (this.controlIds.has(ids[index]!)) return;
        spans.push(span && { start: span.start + from, end: span.end + from });
      });
      if (spans.length >= limit || end >= MAX_CHARACTERS) break;
    }
    return spans.slice(0, limit);
  }

  /**
   * The ids of a text of at most some ten thousand characters, without control ids. The tokenizer recurses over text
   * without spaces.
   */
  encode(text: string): number[] {
    return this.#tokenize(text).ids.filter((id) => !this.controlIds.has(id));
  }

  #tokenize(text: string): { readonly ids: readonly number[]; readonly tokens: readonly string[] } {
    const { ids, tokens } = this.#tokenizer.encode(wellFormed(text), { add_special_tokens: false });
    return { ids, tokens };
  }
}

/**
 * The text in chunks that are tokenized one at a time. A chunk that is only white space is empty, unless it is the
 * whole text: between words it produces no token, but alone it may produce one.
 */
function* chunksOf(text: string): Generator<{ readonly chunk: string; readonly end: number }> {
  for (let start = 0; start < text.length;) {
    const end = text.length - start <= CHUNK ? text.length : wordEnd(text, start + CHUNK);
    const chunk = text.slice(start, end);
    yield { chunk: chunk === text || chunk.trim() !== '' ? chunk : '', end };
    start = end;
  }
}

/** Characters that are tokenized at a time. A megabyte takes half a second. */
const CHUNK = 16_384;
const EXACT_CHARACTERS = 64_000;
const MAX_CHARACTERS = 2 ** 20;

/**
 * The last white space before `end`, so that no word is cut; `end` if there is none near, moved so that no surrogate
 * pair is cut.
 */
function wordEnd(text: string, end: number): number {
  for (let index = end; index > end - 1000; index--) if (/\s/u.test(text.charAt(index))) return index;
  return /[\uDC00-\uDFFF]/.test(text.charAt(end)) ? end + 1 : end;
}

/** Replaces lone surrogates by U+FFFD: they cannot be encoded in UTF-8, and byte-level tokenizers throw on them. */
function wellFormed(text: string): string {
  return text.replace(LONE_SURROGATE, '\uFFFD');
}
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

function isRunOfSpaces({ content, special }: AddedToken): boolean {
  return special === false && /^ +$/.test(content);
}

function unknownToken({ model }: TokenizerJson): string | undefined {
  if (typeof model.unk_token === 'string') return model.unk_token;
  if (typeof model.unk_id === 'number' && isTokenList(model.vocab)) return model.vocab[model.unk_id]?.[0];
  return undefined;
}

/** The model with every control token renamed to a string that no text contains. The ids do not change. */
function withoutControls({ model }: TokenizerJson, controls: ReadonlySet<number>): TokenizerJson['model'] {
  const hidden = (id: number) => `\u{10FFFE}control ${id}\u{10FFFF}`;
  if (isTokenList(model.vocab)) {
    return {
      ...model,
      vocab: model.vocab.map((token, id) => (controls.has(id) ? ([hidden(id), token[1]] as const) : token)),
    };
  }
  const entries = Object.entries(model.vocab).map(([token, id]) => [controls.has(id) ? hidden(id) : token, id]);
  return { ...model, vocab: Object.fromEntries(entries) as Record<string, number> };
}

function isTokenList(vocab: TokenizerJson['model']['vocab']): vocab is readonly (readonly [string, number])[] {
  return Array.isArray(vocab);
}

/** @throws RerankError `model-invalid` for parts that the library does not know and for invalid expressions */
function buildTokenizer(source: object): Tokenizer {
  try {
    return new Tokenizer(source, {});
  } catch (error) {
    throw new RerankError('model-invalid', `Expected a tokenizer that can be built, got: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function asTokenizerJson(json: unknown): TokenizerJson {
  const model = (json as Partial<TokenizerJson> | null)?.model;
  if (typeof model?.vocab === 'object') return json as TokenizerJson;
  throw new RerankError('model-invalid', 'Expected tokenizer.json to hold a model with a vocabulary');
}
