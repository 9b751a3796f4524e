/**
 * @file Late-interaction models in the manner of ColBERT: a marker token after the first control token tells queries from passages, queries
 * are filled up with mask tokens, and punctuation of passages is left out.
 *
 * These settings are read from `artifact.metadata` (Stanford's ColBERT), and from `onnx_config.json` and `config_sentence_transformers.json`
 * (PyLate). The score is the mean over a query's tokens, where ColBERT takes the sum: the order is the same, and the scale does not
 * depend on the query's length.
 */
import type { Template, TemplatePart } from '../../card';
import { readDenseLayers } from '../dense-layers';
import { tokenId } from '../hub-files';
import type { HubFiles, HubTokenizer } from '../hub-files';
import { inputLimit } from '../limits';
import { readTemplates } from '../template';
import { architectureOf } from './family';
import type { ModelFamily } from './family';

type Settings = Readonly<Record<string, unknown>>;

const QUERY_LIMIT = 128;

export const lateInteraction: ModelFamily = {
  name: 'late-interaction',
  matches: (files) => {
    const { more = {} } = files;
    const { query_prefix: marker, model_type: type } = readSettings(files);
    if ('artifact.metadata' in more || marker !== undefined || type === 'ColBERT') return true;
    return /colbert/i.test(architectureOf(files));
  },
  card: (id, files) => {
    const { tokenizer, config } = files;
    const settings = readSettings(files);
    const limit = Math.min(
      inputLimit(files),
      Number(settings['document_length'] ?? settings['doc_maxlen'] ?? Infinity),
    );
    return {
      description: 'A late-interaction model',
      method: 'late-interaction',
      abilities: ['embedTokens'],
      template: readTemplate(id, tokenizer, settings),
      limits: { query: Math.min(QUERY_LIMIT, inputLimit(files)), passage: limit },
      readout: { pooling: 'mean', dense: readDenseLayers(id, files) },
      // Such models are not trained with a pooled vector, so its cosine has no weight.
      exits: [{ depth: config.num_hidden_layers ?? 1, cosine: 0, maxsim: 1 }],
    };
  },
};

/** The settings of all files together. A later file overrides an earlier one, since it is the more specific. */
function readSettings({ more = {} }: HubFiles): Settings {
  const files = ['artifact.metadata', 'onnx_config.json', 'config_sentence_transformers.json'];
  return Object.assign({}, ...files.map((file) => more[file] ?? {})) as Settings;
}

function readTemplate(id: string, tokenizer: HubTokenizer, settings: Settings): Template {
  const { query, passage } = readTemplates(tokenizer);
  return {
    query: withMarker(query, readMarker(id, tokenizer, settings, ['query'])),
    passage: withMarker(passage, readMarker(id, tokenizer, settings, ['document', 'doc'])),
    ...readExpansion(tokenizer, settings),
    ...readSkippedTokens(tokenizer, settings),
  };
}

/** Puts the marker before the text. */
function withMarker(template: readonly TemplatePart[], id: number | undefined): readonly TemplatePart[] {
  if (id === undefined) return template;
  return template.flatMap((part) => (part.field ? [{ id, type: part.type ?? 0 }, part] : [part]));
}

/**
 * The id of the marker token, which the settings give by id or by spelling; undefined if the prefix is empty.
 *
 * @param fields names that the field goes by in the settings
 * @throws TypeError if the marker is not a token
 */
function readMarker(
  id: string,
  tokenizer: HubTokenizer,
  settings: Settings,
  fields: readonly string[],
): number | undefined {
  const setting = (suffix: string) =>
    fields.map((field) => settings[`${field}_${suffix}`]).find((value) => value !== undefined);
  const [prefixId, token, prefix] = [setting('prefix_id'), setting('token_id'), setting('prefix')];
  if (typeof prefixId === 'number') return prefixId;
  if (typeof token === 'number') return token;
  const spellings = [prefix, token].filter((each) => typeof each === 'string').map((each) => each.trim());
  if (spellings.every((spelling) => spelling === '')) return undefined;
  const found = spellings.map((spelling) => tokenId(tokenizer, spelling)).find((each) => each !== undefined);
  if (found !== undefined) return found;
  throw new TypeError(`Expected ${id} to have a token ${spellings.join(' or ')} that marks its texts, got none`);
}

function readExpansion(tokenizer: HubTokenizer, settings: Settings): Pick<Template, 'expand'> {
  const mask = settings['mask_token_id'] ?? tokenId(tokenizer, '[MASK]') ?? tokenId(tokenizer, '<mask>');
  if (settings['do_query_expansion'] === false || typeof mask !== 'number') return {};
  const attended = Boolean(settings['attend_to_expansion_tokens'] ?? settings['attend_to_mask_tokens'] ?? false);
  return { expand: { id: mask, to: Number(settings['query_length'] ?? settings['query_maxlen'] ?? 32), attended } };
}

const PUNCTUATION = Array.from('!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~');

function readSkippedTokens(tokenizer: HubTokenizer, settings: Settings): Pick<Template, 'skip'> {
  const punctuation = settings['mask_punctuation'] === false ? [] : PUNCTUATION;
  const words = (settings['skiplist_words'] as readonly string[] | undefined) ?? punctuation;
  const ids = words.map((word) => tokenId(tokenizer, word)).filter((token) => token !== undefined);
  return ids.length > 0 ? { skip: ids } : {};
}
