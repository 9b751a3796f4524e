/**
 * @file Checks the files that describe a model of a hub or a folder, before anything is made of them. They come from
 * outside: every field that is read has to have its type, and numbers and lists have to be of a size that a model may
 * have.
 */
import { shortened, shownJson } from '../../util/shown-json';
import type { HubFiles } from './hub-files';
import type { TreeEntry } from './repository';

/** Limits far above those of released models. */
const MOST_FILES = 100_000;
const MOST_TOKENS = 4_000_000;
const LONGEST_PATH = 1000;
const LARGEST_NUMBER = 1e9;
const MOST_LAYERS = 10_000;

type Check = (value: unknown, name: string) => void;

/** @throws TypeError that names the first invalid entry */
export function checkTree(value: unknown): asserts value is readonly TreeEntry[] {
  listOf(MOST_FILES, (entry, name) => {
    const { type, path, size, lfs } = objectOf(entry, name);
    text(type, `${name}.type`);
    text(path, `${name}.path`);
    if ((path as string).length > LONGEST_PATH) throw expected(`${name}.path`, `at most ${LONGEST_PATH} characters`, 0);
    fileSize(size, `${name}.size`);
    if (lfs === undefined || lfs === null) return;
    const { oid, size: stored } = objectOf(lfs, `${name}.lfs`);
    if (typeof oid !== 'string' || !/^[\da-f]{64}$/.test(oid)) throw expected(`${name}.lfs.oid`, '64 hex digits', oid);
    fileSize(stored, `${name}.lfs.size`);
  })(value, 'the list of files');
}

/** @throws TypeError that names the first invalid field */
export function checkMetadata({ config, tokenizerConfig, tokenizer, more = {} }: Omit<HubFiles, 'tree'>): void {
  checkConfig(config);
  const { model_max_length: longest } = objectOf(tokenizerConfig, 'tokenizer_config.json');
  optional(numeric)(longest, 'tokenizer_config.json: model_max_length');
  checkTokenizer(tokenizer);
  for (const [path, value] of Object.entries(more)) {
    if (path.endsWith('.jinja')) text(value, path);
    else if (typeof value !== 'object' || value === null) throw expected(path, 'an object or a list', value);
  }
}

function checkConfig(value: unknown): void {
  const config = objectOf(value, 'config.json');
  const name = (field: string) => `config.json: ${field}`;
  optional(listOf(100, text))(config['architectures'], name('architectures'));
  optional(text)(config['model_type'], name('model_type'));
  const counts = ['max_position_embeddings', 'num_hidden_layers', 'num_attention_heads', 'num_key_value_heads'];
  for (const field of [...counts, 'head_dim', 'hidden_size']) optional(count)(config[field], name(field));
  checkModernBert(config, name);
  const ends = config['eos_token_id'];
  if (Array.isArray(ends)) listOf(100, whole)(ends, name('eos_token_id'));
  else optional(whole)(ends, name('eos_token_id'));
  if (config['id2label'] === undefined || config['id2label'] === null) return;
  listOf(10_000, text)(Object.values(objectOf(config['id2label'], name('id2label'))), name('id2label'));
}

function checkModernBert(config: Readonly<Record<string, unknown>>, name: (field: string) => string): void {
  const [architecture = ''] = (config['architectures'] ?? []) as readonly string[];
  if (!architecture.startsWith('ModernBert')) return;
  for (const field of ['local_attention', 'global_attn_every_n_layers']) optional(count)(config[field], name(field));
  const numbers = ['global_rope_theta', 'local_rope_theta', 'norm_eps'];
  for (const field of numbers) optional(numeric)(config[field], name(field));
  optional(listOf(MOST_LAYERS, text))(config['layer_types'], name('layer_types'));
  const checkRope: Check = (value, field) => {
    const { rope_theta: theta, rope_type: type } = objectOf(value, field);
    optional(numeric)(theta, `${field}.rope_theta`);
    optional(text)(type, `${field}.rope_type`);
  };
  optional(checkRope)(config['rope_scaling'], name('rope_scaling'));
  const parameters = config['rope_parameters'];
  if (parameters === undefined || parameters === null) return;
  for (const [layers, value] of Object.entries(objectOf(parameters, name('rope_parameters')))) {
    optional(checkRope)(value, name(`rope_parameters.${layers}`));
  }
}

function checkTokenizer(value: unknown): void {
  const { added_tokens: added, model } = objectOf(value, 'tokenizer.json');
  optional(
    listOf(MOST_TOKENS, (token, name) => {
      const { id, content } = objectOf(token, name);
      whole(id, `${name}.id`);
      text(content, `${name}.content`);
    }),
  )(added, 'tokenizer.json: added_tokens');
  const { vocab } = objectOf(model, 'tokenizer.json: model');
  if (typeof vocab !== 'object' || vocab === null) throw expected('tokenizer.json: model.vocab', 'a vocabulary', vocab);
  const size = Array.isArray(vocab) ? vocab.length : Object.keys(vocab).length;
  if (size > MOST_TOKENS) throw expected('tokenizer.json: model.vocab', `at most ${MOST_TOKENS} tokens`, size);
}

const text: Check = (value, name) => {
  if (typeof value !== 'string') throw expected(name, 'a string', value);
};

/** Some repositories write 1e30 for "no limit". */
const numeric: Check = (value, name) => {
  if (typeof value !== 'number' || !(value > 0)) throw expected(name, 'a positive number', value);
};

const count: Check = (value, name) => {
  if (!Number.isInteger(value) || !((value as number) > 0) || (value as number) > LARGEST_NUMBER)
    throw expected(name, `an integer from 1 to ${LARGEST_NUMBER}`, value);
};

const whole: Check = (value, name) => {
  if (!Number.isInteger(value) || Math.abs(value as number) > LARGEST_NUMBER) throw expected(name, 'a number', value);
};

const fileSize: Check = (value, name) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw expected(name, 'a number of bytes', value);
};

/** `null` counts as absent, as in the files of many repositories. */
function optional(check: Check): Check {
  return (value, name) => {
    if (value !== undefined && value !== null) check(value, name);
  };
}

function listOf(most: number, check: Check): Check {
  return (value, name) => {
    if (!Array.isArray(value)) throw expected(name, 'a list', value);
    if (value.length > most) throw expected(name, `at most ${most} entries`, value.length);
    value.forEach((each, index) => check(each, `${name}[${index}]`));
  };
}

function objectOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw expected(name, 'an object', value);
}

function expected(name: string, what: string, got: unknown): TypeError {
  return new TypeError(`Expected ${shortened(name)} to be ${what}, got ${shownJson(got)}`);
}
