/** @file What identifies the model that computed a vector. */
import type { LoadedModel } from '../loaded/loaded-model';

export function namespaceOfModel({ namespace, card, engine }: LoadedModel): string {
  return namespace ?? `${card.name}/${engine.build}`;
}
