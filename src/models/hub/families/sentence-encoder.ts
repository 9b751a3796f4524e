/**
 * @file Sentence encoders, by the files that Sentence Transformers writes: how token states are pooled, which linear
 * layers follow, and which prompts precede a text. Texts are compared by cosine, whether or not `modules.json` ends
 * with `Normalize`.
 */
import { POOLINGS } from '../../card';
import type { Pooling } from '../../card';
import { readDenseLayers } from '../dense-layers';
import type { HubFiles } from '../hub-files';
import { inputLimit } from '../limits';
import { poolingOf } from '../pooling';
import { hasFile } from '../repository';
import { readTemplates } from '../template';
import { architectureOf } from './family';
import type { ModelFamily } from './family';

const POOLING_FILE = '1_Pooling/config.json';

export const sentenceEncoder: ModelFamily = {
  name: 'sentence-encoder',
  matches: (files) => hasFile(files.tree, POOLING_FILE) || /(Model|ForMaskedLM)$/.test(architectureOf(files)),
  card: (id, files) => {
    const { query, passage } = readTemplates(files.tokenizer);
    const limit = inputLimit(files);
    const before = readPrefixes(files);
    return {
      description: 'A sentence encoder',
      method: 'embedding',
      abilities: ['embed'],
      template: { query, passage, ...(before ? { before } : {}) },
      limits: { query: Math.floor(limit / 2), passage: limit },
      readout: { pooling: readPooling(id, files), dense: readDenseLayers(id, files) },
    };
  },
};

type PoolingConfig = Readonly<Record<string, unknown>>;

/** The default is the mean, which most encoders are trained with. @throws TypeError for other poolings */
function readPooling(id: string, { more = {} }: HubFiles): Pooling {
  const config = more[POOLING_FILE] as PoolingConfig | undefined;
  if (!config) return 'mean';
  const { pooling, got } = poolingOf(config);
  if (pooling) return pooling;
  throw new TypeError(`Expected ${id} to pool by one of ${POOLINGS.join(', ')}, got ${got}`);
}

/** The prompts that precede a query and a passage, under the names that repositories use for them. */
function readPrefixes({ more = {} }: HubFiles): { query?: string; passage?: string } | undefined {
  const { prompts = {} } = (more['config_sentence_transformers.json'] ?? {}) as {
    readonly prompts?: Readonly<Record<string, string>>;
  };
  const query = prompts['query'] ?? prompts['s2p_query'];
  const passage = prompts['passage'] ?? prompts['document'] ?? prompts['corpus'];
  return query || passage ? { ...(query ? { query } : {}), ...(passage ? { passage } : {}) } : undefined;
}
