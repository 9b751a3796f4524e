/** @file The best model there is here for each kind of method. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ability } from '../../src/models/abilities';
import { embeddedModels } from '../../src/models/embedded';
import { parseCard } from '../../src/models/parse-card';
import { fingerprint } from './fingerprint';
import type { ModelKind } from './contenders';

export type BenchModel = {
  readonly name: string;
  /** What a reranker is made with: an embedded model's name, or a folder. */
  readonly model: string;
  /** Where its files are. */
  readonly folder: string;
  readonly fingerprint: string;
  readonly abilities: readonly Ability[];
  /** False: random numbers, which show that a method runs and nothing of its worth. */
  readonly trained: boolean;
};

export type Models = ReadonlyMap<ModelKind, BenchModel>;

/** @param languageModel folder of another than the embedded one */
export async function modelsOf(root: string, languageModel?: string): Promise<Models> {
  const embedded = (name: string) => read(join(root, 'public/models', name), { model: name, trained: true });
  const fixture = (name: string) => {
    const folder = join(root, 'test/fixtures/models', name);
    return read(folder, { model: folder, trained: false });
  };
  const own = Object.values(embeddedModels).find(({ chat }) => chat)?.name;
  const languageModelOf = () => {
    if (languageModel !== undefined) return read(languageModel, { model: languageModel, trained: true });
    return own === undefined ? fixture('tiny-qwen') : embedded(own);
  };
  const speaking = await languageModelOf();
  return new Map<ModelKind, BenchModel>([
    ...(speaking.abilities.includes('termWeights') ? ([['term weights', speaking]] as const) : []),
    ['encoder', await embedded('base')],
    ['cross-encoder', speaking.abilities.includes('classify') ? speaking : await fixture('tiny-cross')],
    ['language model', speaking],
    ['writer', speaking.abilities.includes('generate') ? speaking : await fixture('tiny-qwen')],
  ]);
}

async function read(folder: string, how: Pick<BenchModel, 'model' | 'trained'>): Promise<BenchModel> {
  const card = parseCard(JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')));
  return { name: card.name, folder, fingerprint: fingerprint(card), abilities: card.abilities, ...how };
}
