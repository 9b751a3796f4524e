/**
 * @file Late-interaction models of a hub, the ColBERT kind: a marker after the first control tells queries from passages, queries are filled up
 * with mask tokens, and punctuation of passages is left out.
 *
 * What they are said by: `artifact.metadata` (Stanford's), `onnx_config.json` and `config_sentence_transformers.json` (PyLate's). The score
 * is the mean over a query's tokens, where ColBERT has the sum: the same order, and a scale that does not hang on the query.
 */
import type { TemplatePart, Template } from '../card';
import type { KindParts } from './hub-card';
import { tokenId } from './hub-files';
import type { HubFiles, HubTokenizer } from './hub-files';
import { inputLimit } from './limits';
import { denseOf } from './sentence';
import { readTemplates } from './template';

type Notes = Readonly<Record<string, unknown>>;

const QUERY_LIMIT = 128;

export function isLate({ more = {}, config }: HubFiles): boolean {
  const { query_prefix: marker, model_type: type } = notesOf(more);
  return 'artifact.metadata' in more || marker !== undefined || type === 'ColBERT' || /colbert/i.test(config.architectures?.[0] ?? ''); // prettier-ignore
}

/** @throws TypeError when the marker of queries or passages is no token */
export function lateParts(id: string, files: HubFiles): KindParts {
  const { tokenizer, config, more = {} } = files;
  const notes = notesOf(more);
  const mark = (kind: 'query' | 'document', short: string) => markerOf(id, tokenizer, notes, [kind, short]);
  const alone = readTemplates(tokenizer);
  const limit = Math.min(inputLimit(files), Number(notes['document_length'] ?? notes['doc_maxlen'] ?? Infinity));
  return {
    description: 'A late-interaction model',
    method: 'late-interaction',
    abilities: ['embedTokens'],
    template: {
      query: marked(alone.query, mark('query', 'query')),
      passage: marked(alone.passage, mark('document', 'doc')),
      ...expansionOf(tokenizer, notes),
      ...skippedOf(tokenizer, notes),
    },
    limits: { query: Math.min(QUERY_LIMIT, inputLimit(files)), passage: limit },
    readout: { pooling: 'mean', dense: denseOf(id, files) },
    // There is no pooled vector that it was trained with.
    exits: [{ depth: config.num_hidden_layers ?? 1, cosine: 0, maxsim: 1 }],
  };
}

/** The most telling last. */
function notesOf(more: Readonly<Record<string, unknown>>): Notes {
  const files = ['artifact.metadata', 'onnx_config.json', 'config_sentence_transformers.json'];
  return Object.assign({}, ...files.map((file) => more[file] ?? {})) as Notes;
}

/** Before the text of its field. */
function marked(template: readonly TemplatePart[], id: number | undefined): readonly TemplatePart[] {
  if (id === undefined) return template;
  return template.flatMap((part) => (part.field ? [{ id, type: part.type ?? 0 }, part] : [part]));
}

/** By id, by a token's spelling, or none where the prefix is empty. */
function markerOf(id: string, tokenizer: HubTokenizer, notes: Notes, kinds: readonly string[]): number | undefined {
  const of = (suffix: string) => kinds.map((kind) => notes[`${kind}_${suffix}`]).find((value) => value !== undefined);
  const [number, spelling, words] = [of('prefix_id'), of('token_id'), of('prefix')];
  if (typeof number === 'number') return number;
  if (typeof spelling === 'number') return spelling;
  const names = [words, spelling].filter((name) => typeof name === 'string').map((name) => name.trim());
  if (names.every((name) => name === '')) return undefined;
  const found = names.map((name) => tokenId(tokenizer, name)).find((token) => token !== undefined);
  if (found !== undefined) return found;
  throw new TypeError(`Expected ${id} to have a token ${names.join(' or ')} that marks its texts, got none`);
}

function expansionOf(tokenizer: HubTokenizer, notes: Notes): Pick<Template, 'expand'> {
  const mask = notes['mask_token_id'] ?? tokenId(tokenizer, '[MASK]') ?? tokenId(tokenizer, '<mask>');
  if (notes['do_query_expansion'] === false || typeof mask !== 'number') return {};
  const attended = Boolean(notes['attend_to_expansion_tokens'] ?? notes['attend_to_mask_tokens'] ?? false);
  return { expand: { id: mask, to: Number(notes['query_length'] ?? notes['query_maxlen'] ?? 32), attended } };
}

function skippedOf(tokenizer: HubTokenizer, notes: Notes): Pick<Template, 'skip'> {
  const punctuation = notes['mask_punctuation'] === false ? [] : Array.from('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~');
  const words = (notes['skiplist_words'] as readonly string[] | undefined) ?? punctuation;
  const ids = words.map((word) => tokenId(tokenizer, word)).filter((token) => token !== undefined);
  return ids.length > 0 ? { skip: ids } : {};
}
