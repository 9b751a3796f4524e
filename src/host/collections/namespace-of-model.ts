/** @file Identifies the model that computed a vector. */
import type { Engine } from '../../engine/engine';
import type { LoadedModel } from '../loaded/loaded-model';

const ofLoads = new WeakMap<Engine, string>();

/** A model whose files have no hashes may be another one at the next load, so its vectors are of this load only. */
export function namespaceOfModel({
  namespace,
  card,
  engine,
}: Pick<LoadedModel, 'namespace' | 'card' | 'engine'>): string {
  const known = namespace ?? ofLoads.get(engine);
  if (known !== undefined) return known;
  const own = `${card.name}/${engine.build}/${Math.random()}`;
  ofLoads.set(engine, own);
  return own;
}
