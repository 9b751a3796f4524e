/**
 * @file Sentence encoders of a hub, by the notes of Sentence Transformers: how states are pooled, which linear layers follow, which words stand
 * before a text. Texts are compared by cosine, whether or not the model ends with `Normalize`.
 */
import { POOLINGS } from '../card';
import type { DenseRef, Pooling } from '../card';
import type { KindParts } from './hub-card';
import type { HubFiles } from './hub-files';
import { inputLimit } from './limits';
import { readTemplates } from './template';
import { fileRef } from './variants';

type Flags = Readonly<Record<string, unknown>>;

/** As Sentence Transformers writes them; `pooling_mode` names one in newer files. */
const FLAGS: Readonly<Record<string, Pooling>> = {
  pooling_mode_mean_tokens: 'mean',
  pooling_mode_cls_token: 'cls',
  pooling_mode_max_tokens: 'max',
  pooling_mode_lasttoken: 'last',
};
const NAMES: Readonly<Record<string, Pooling>> = { mean: 'mean', cls: 'cls', max: 'max', lasttoken: 'last' };

/** @throws TypeError for what is not served: other poolings, layers that are no safetensors */
export function sentenceParts(id: string, files: HubFiles): KindParts {
  const { query, passage } = readTemplates(files.tokenizer);
  const limit = inputLimit(files);
  const before = wordsBefore(files);
  return {
    description: 'A sentence encoder',
    method: 'embedding',
    abilities: ['embed'],
    template: { query, passage, ...(before ? { before } : {}) },
    limits: { query: Math.floor(limit / 2), passage: limit },
    readout: { pooling: poolingOf(id, files), dense: denseOf(id, files) },
  };
}

/** Where a repository says nothing, the mean, which most encoders are trained with. */
function poolingOf(id: string, { more = {} }: HubFiles): Pooling {
  const flags = more['1_Pooling/config.json'] as Flags | undefined;
  if (!flags) return 'mean';
  const named = typeof flags['pooling_mode'] === 'string' ? [flags['pooling_mode']] : [];
  const set = Object.keys(flags).filter((key) => key.startsWith('pooling_mode_') && flags[key] === true);
  const found = [...named.map((name) => NAMES[name]), ...set.map((key) => FLAGS[key])];
  if (found.length === 1 && found[0]) return found[0];
  const got = [...named, ...set].join(', ') || 'none';
  throw new TypeError(`Expected ${id} to pool by one of ${POOLINGS.join(', ')}, got ${got}`);
}

/** The linear layers of `modules.json`, in order. */
export function denseOf(id: string, { more = {}, tree }: HubFiles): DenseRef[] {
  const modules = (more['modules.json'] ?? []) as readonly { readonly path: string; readonly type: string }[];
  return modules
    .filter(({ type }) => type.endsWith('.Dense'))
    .map(({ path }) => {
      const config = (more[`${path}/config.json`] ?? {}) as Flags;
      const { activation_function: name = 'Tanh' } = config as { readonly activation_function?: string };
      const activation = name.endsWith('Tanh') ? 'tanh' : name.endsWith('Identity') ? 'identity' : undefined;
      if (!activation) throw new TypeError(`Expected ${id} to have layers with Tanh or Identity, got ${name}`);
      if (config['use_residual']) throw new TypeError(`Expected ${id} to have plain linear layers, got a residual one`);
      return { file: fileRef(tree, `${path}/model.safetensors`, id), activation };
    });
}

/** Prompts by the names that they go by. */
function wordsBefore({ more = {} }: HubFiles): { query?: string; passage?: string } | undefined {
  const { prompts = {} } = (more['config_sentence_transformers.json'] ?? {}) as {
    readonly prompts?: Readonly<Record<string, string>>;
  };
  const query = prompts['query'] ?? prompts['s2p_query'];
  const passage = prompts['passage'] ?? prompts['document'] ?? prompts['corpus'];
  return query || passage ? { ...(query ? { query } : {}), ...(passage ? { passage } : {}) } : undefined;
}
