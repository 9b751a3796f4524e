/**
 * @file A tokenizer that reads any text as plain text.
 *
 * "[SEP]" in a passage is four characters and a bracket, never the separator: added tokens are taken out before the tokenizer is
 * built, and their names in the vocabulary are made unmatchable, since a Unigram or BPE vocabulary lists them among the pieces.
 * Control ids enter only through the card's template.
 */
import { Tokenizer } from '@huggingface/tokenizers';
import { RerankError } from '../../core/errors';
import type { TextSpan } from '../../core/types';
import type { TokenCount } from './token-count';
import { alignTokens } from './token-spans';
import { surfaceReader } from './token-surface';
import type { PieceSpelling, SurfaceReader } from './token-surface';

/** The parts of a Hugging Face `tokenizer.json` that are read here. */
type TokenizerJson = PieceSpelling & {
  readonly added_tokens?: readonly { readonly id: number; readonly content: string }[];
  readonly model: PieceSpelling['model'] & {
    readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
    readonly unk_token?: string | null;
    readonly unk_id?: number | null;
  };
};

export class PlainTokenizer {
  readonly #tokenizer: Tokenizer;
  readonly #surface: SurfaceReader;
  /** Ids that no text may yield. The unknown token is not one of them. */
  readonly controlIds: ReadonlySet<number>;

  /** @throws RerankError `model-invalid` when `json` is no tokenizer. */
  constructor(json: unknown) {
    const source = asTokenizerJson(json);
    const unknown = unknownToken(source);
    const controls = (source.added_tokens ?? []).filter((token) => token.content !== unknown);
    this.controlIds = new Set(controls.map((token) => token.id));
    this.#tokenizer = new Tokenizer(
      { ...source, added_tokens: [], model: withoutControls(source, this.controlIds) },
      {},
    );
    this.#surface = surfaceReader(source, unknown);
  }

  /**
   * The first `limit` ids of the text, and how many it has in all. The count is exact for texts of up to 64,000 characters and
   * extrapolated from the part that was read beyond that; at most a million characters are read.
   */
  encodeUpTo(text: string, limit: number): TokenCount {
    const ids: number[] = [];
    let at = 0;
    for (const { chunk, end } of chunksOf(text)) {
      for (const id of this.encode(chunk)) ids.push(id);
      at = end;
      if ((at >= EXACT_CHARACTERS && ids.length > limit) || at >= MAX_CHARACTERS) break;
    }
    const total = at === text.length ? ids.length : Math.round((ids.length * text.length) / at);
    return { ids: ids.slice(0, limit), total };
  }

  /** The text of `ids`, control tokens left out. */
  decode(ids: readonly number[]): string {
    const plain = ids.filter((id) => !this.controlIds.has(id));
    return plain.length === 0 ? '' : this.#tokenizer.decode(plain, { clean_up_tokenization_spaces: false });
  }

  /** Where each of the ids that `encodeUpTo` gives stands in the text; undefined for one that stands for white space alone. */
  spansUpTo(text: string, limit: number): (TextSpan | undefined)[] {
    const spans: (TextSpan | undefined)[] = [];
    for (const { chunk, end } of chunksOf(text)) {
      const { ids, pieces } = this.#tokenize(chunk);
      const from = end - chunk.length;
      alignTokens(chunk, pieces.length, this.#surface(pieces)).forEach((span, at) => {
        if (this.controlIds.has(ids[at]!)) return;
        spans.push(span && { start: span.start + from, end: span.end + from });
      });
      if (spans.length >= limit || end >= MAX_CHARACTERS) break;
    }
    return spans.slice(0, limit);
  }

  /** Ids of a text of at most some ten thousand characters, no control ids: the tokenizer recurses over what has no space. */
  encode(text: string): number[] {
    return this.#tokenize(text).ids.filter((id) => !this.controlIds.has(id));
  }

  #tokenize(text: string): { readonly ids: readonly number[]; readonly pieces: readonly string[] } {
    const { ids, tokens } = this.#tokenizer.encode(wellFormed(text), { add_special_tokens: false });
    return { ids, pieces: tokens };
  }
}

/** The text in pieces that are read one at a time, but what is blank between words, which is nothing; alone it may be a token. */
function* chunksOf(text: string): Generator<{ readonly chunk: string; readonly end: number }> {
  for (let at = 0; at < text.length;) {
    const end = text.length - at <= CHUNK ? text.length : wordEnd(text, at + CHUNK);
    const chunk = text.slice(at, end);
    yield { chunk: chunk === text || chunk.trim() !== '' ? chunk : '', end };
    at = end;
  }
}

/** Characters read at a time. Half a second a megabyte. */
const CHUNK = 16_384;
const EXACT_CHARACTERS = 64_000;
const MAX_CHARACTERS = 2 ** 20;

/** The last white space before `end`, so that no word is cut; `end` itself where there is none near, but no surrogate pair is cut. */
function wordEnd(text: string, end: number): number {
  for (let at = end; at > end - 1000; at--) if (/\s/u.test(text.charAt(at))) return at;
  return /[\uDC00-\uDFFF]/.test(text.charAt(end)) ? end + 1 : end;
}

/** Lone surrogates become U+FFFD: they have no UTF-8 and byte-level tokenizers throw on them. */
function wellFormed(text: string): string {
  return text.replace(LONE_SURROGATE, '\uFFFD');
}
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

function unknownToken({ model }: TokenizerJson): string | undefined {
  if (typeof model.unk_token === 'string') return model.unk_token;
  if (typeof model.unk_id === 'number' && isPieceList(model.vocab)) return model.vocab[model.unk_id]?.[0];
  return undefined;
}

/** The model with every control piece renamed to something that no text contains; ids keep their places. */
function withoutControls({ model }: TokenizerJson, controls: ReadonlySet<number>): TokenizerJson['model'] {
  const hidden = (id: number) => `\u{10FFFE}control ${id}\u{10FFFF}`;
  if (isPieceList(model.vocab)) {
    return {
      ...model,
      vocab: model.vocab.map((piece, id) => (controls.has(id) ? ([hidden(id), piece[1]] as const) : piece)),
    };
  }
  const entries = Object.entries(model.vocab).map(([piece, id]) => [controls.has(id) ? hidden(id) : piece, id]);
  return { ...model, vocab: Object.fromEntries(entries) as Record<string, number> };
}

function isPieceList(vocab: TokenizerJson['model']['vocab']): vocab is readonly (readonly [string, number])[] {
  return Array.isArray(vocab);
}

function asTokenizerJson(json: unknown): TokenizerJson {
  const model = (json as Partial<TokenizerJson> | null)?.model;
  if (typeof model?.vocab === 'object') return json as TokenizerJson;
  throw new RerankError('model-invalid', 'Expected tokenizer.json to hold a model with a vocabulary');
}
