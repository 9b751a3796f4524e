/** @file The best available model for each kind of method. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCard } from '../../src/models/parse-card';
import type { BenchModel } from './bench-model';
import { fingerprint } from './fingerprint';
import type { ModelKind } from './contenders';
import { releasedModel } from './released-model';

export type Models = ReadonlyMap<ModelKind, BenchModel>;

/** @param languageModel the folder of a language model with a card, in place of the released one */
export async function modelsOf(root: string, languageModel?: string): Promise<Models> {
  const embedded = (name: string) => readModel(join(root, 'public/models', name), { model: name, trained: true });
  const fixture = (name: string) => {
    const folder = join(root, 'test/fixtures/models', name);
    return readModel(folder, { model: folder, trained: false });
  };
  const language =
    languageModel === undefined
      ? releasedModel()
      : await readModel(languageModel, { model: languageModel, trained: true });
  return new Map<ModelKind, BenchModel>([
    ...(language.abilities.includes('termWeights') ? ([['term weights', language]] as const) : []),
    ['encoder', await embedded('base')],
    ['cross-encoder', language.abilities.includes('classify') ? language : await fixture('tiny-cross')],
    ['language model', language],
    ['writer', language],
  ]);
}

async function readModel(folder: string, how: Pick<BenchModel, 'model' | 'trained'>): Promise<BenchModel> {
  const card = parseCard(JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')));
  return { name: card.name, folder, fingerprint: fingerprint(card), abilities: card.abilities, ...how };
}
