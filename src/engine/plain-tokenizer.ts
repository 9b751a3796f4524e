/**
 * @file A tokenizer that reads any text as plain text.
 *
 * "[SEP]" in a passage is four characters and a bracket, never the separator: added tokens are taken out before the tokenizer is
 * built, and their names in the vocabulary are made unmatchable, since a Unigram or BPE vocabulary lists them among the pieces.
 * Control ids enter only through the card's template.
 */
import { Tokenizer } from '@huggingface/tokenizers';
import { RerankError } from '../errors';
import type { TokenCount } from './token-count';

/** The parts of a Hugging Face `tokenizer.json` that are read here. */
type TokenizerJson = {
  readonly added_tokens?: readonly { readonly id: number; readonly content: string }[];
  readonly model: {
    readonly type?: string;
    readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
    readonly unk_token?: string | null;
    readonly unk_id?: number | null;
  };
};

export class PlainTokenizer {
  readonly #tokenizer: Tokenizer;
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
  }

  /** Ids of the whole text; no control ids. Slow on long texts: about half a second a megabyte. */
  encode(text: string): number[] {
    const { ids } = this.#tokenizer.encode(wellFormed(text), { add_special_tokens: false });
    return ids.filter((id) => !this.controlIds.has(id));
  }

  /**
   * The first `limit` ids of the text, and how many it has in all. The count is exact for texts of up to 64,000 characters and
   * extrapolated from the part that was read beyond that.
   */
  encodeUpTo(text: string, limit: number): TokenCount {
    let length = Math.max(EXACT_CHARACTERS, limit * 16);
    for (;;) {
      const end = text.length <= length ? text.length : wordEnd(text, length);
      const ids = this.encode(text.slice(0, end));
      if (end === text.length) return { ids: ids.slice(0, limit), total: ids.length };
      // The pieces next to the cut may differ from those of the whole text; beyond the limit that changes nothing.
      if (ids.length >= limit + CUT_MARGIN) {
        return { ids: ids.slice(0, limit), total: Math.round((ids.length * text.length) / end) };
      }
      length *= 4;
    }
  }
}

const EXACT_CHARACTERS = 64_000;
const CUT_MARGIN = 16;

/** The last white space before `length`, so that no word is cut; `length` itself where there is none near. */
function wordEnd(text: string, length: number): number {
  for (let at = length; at > length - 1000 && at > 0; at--) if (/\s/u.test(text.charAt(at))) return at;
  return length;
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
