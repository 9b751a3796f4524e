/**
 * @file The card of a model that transformers.js loaded: made from its configuration and its tokenizer, with the
 * abilities that its outputs give.
 */
import { RerankError } from '../core/errors';
import type { Ability } from '../models/abilities';
import { applyCardOverrides } from '../models/card-overrides';
import type { CardOverrides } from '../models/card-overrides';
import type { ModelCard, Variant } from '../models/card';
import { curatedChanges } from '../models/hub/curated';
import { hubCard } from '../models/hub/families/hub-card';
import type { HubFiles } from '../models/hub/hub-files';
import { HUB } from '../models/hub/repository';
import type { TreeEntry } from '../models/hub/repository';

export type FoundFiles = Omit<HubFiles, 'tree'>;

export type Found = {
  /** `org/name`, or the name of a folder. */
  readonly name: string;
  readonly revision: string;
  readonly files: FoundFiles;
  /** The names of the model's outputs. */
  readonly outputs: readonly string[];
  readonly variant: Variant;
  /** Fields that replace those of the card. */
  readonly changes?: CardOverrides | undefined;
};

/** @throws RerankError `model-invalid` if the model is of no known kind, or lacks the output of its kind */
export function foundCard({ name, revision, files, outputs, variant, changes = {} }: Found): ModelCard {
  const own = (files.more?.['rankside.json'] ?? {}) as CardOverrides;
  try {
    const card = hubCard({ id: name, revision, hub: HUB }, { ...files, tree: treeOf(files) });
    const abilities = abilitiesOf(card, outputs);
    const found = applyCardOverrides({ ...card, abilities }, curatedChanges(name), own, changes);
    return { ...found, variants: [variant] };
  } catch (cause) {
    if (cause instanceof RerankError) throw cause;
    throw new RerankError('model-invalid', (cause as Error).message, { cause });
  }
}

/** The file list of a repository with these files. transformers.js finds the graph by itself. */
function treeOf({ more = {} }: FoundFiles): TreeEntry[] {
  const modules = (more['modules.json'] ?? []) as readonly { readonly path: string }[];
  const weights = modules.map(({ path }) => `${path}/model.safetensors`);
  const paths = ['config.json', 'tokenizer.json', 'onnx/model.onnx', ...weights, ...Object.keys(more)];
  return paths.map((path) => ({ type: 'file', path, size: 0 }));
}

/** An ability of the model's kind counts where the loaded graph has its output. */
function abilitiesOf({ name, abilities, chat }: ModelCard, outputs: readonly string[]): readonly Ability[] {
  const further: Ability[] = [];
  if (chat && outputs.includes('attended')) further.push('attend');
  if (chat && outputs.includes('term_weights')) further.push('termWeights');
  if (chat && outputs.includes('relevance')) further.push('classify');
  const readsLogits = abilities.some((ability) => LOGITS.includes(ability));
  const found = readsLogits && !outputs.includes('logits') ? [] : abilities;
  const all = [...new Set([...found, ...further])];
  if (all.length > 0) return all;
  throw new RerankError(
    'model-invalid',
    `Expected ${name} to output logits, got ${outputs.join(', ')}. Load it by the class of its kind, such as AutoModelForCausalLM`,
  );
}

const LOGITS: readonly Ability[] = ['classify', 'nextTokenLogits', 'logLikelihood', 'generate'];
