/** @file Finds the card and the file URLs of the model that the caller named. */
import { memoryStore } from '../../models/files/model-store';
import type { ModelStore } from '../../models/files/model-store';
import { isRerankError, RerankError } from '../../core/errors';
import { applyCardOverrides } from '../../models/card-overrides';
import type { CardOverrides } from '../../models/card-overrides';
import { embeddedModels } from '../../models/embedded';
import { HUB, isRepository } from '../../models/hub/repository';
import type { LoadRequest } from '../../protocol/host-api';
import type { Environment } from '../platform/environment';
import { isMissing, locateInFolder } from './locate-folder';
import { locateOnHub } from './locate-hub';
import type { FileAccess } from './locate-hub';
import type { LocatedModel } from './located-model';

/**
 * @param option the option that names the model, for messages
 * @throws RerankError `unknown-model` for an unknown name; `model-unavailable` or `model-invalid` for a folder or hub
 */
export async function locateModel(
  request: Pick<LoadRequest, 'model' | 'assets' | 'revision' | 'hub' | 'card' | 'modelOrigins'>,
  env: Environment,
  store: ModelStore = memoryStore,
  option: 'model' | 'lastPass' = 'model',
): Promise<LocatedModel> {
  const { model, assets, revision = 'main', hub = HUB, card = {}, modelOrigins: origins = [] } = request;
  const access = { env, store, origins };
  if (model.endsWith('/')) return locateInFolder(model, access, card);
  const embedded = locateEmbedded(model, assets);
  if (model in REMOVED) throw new RerankError('unknown-model', REMOVED[model]!);
  if (embedded) return { ...embedded, card: applyCardOverrides(embedded.card, card) };
  const folder = Object.hasOwn(assets.folders ?? {}, model) ? assets.folders![model]! : undefined;
  if (folder !== undefined) return locateSeparate(model, folder, access, card);
  if (isRepository(model)) return locateOnHub({ id: model, revision, hub }, access, card);
  const known = [...Object.keys(embeddedModels), ...Object.keys(assets.folders ?? {})].join(', ');
  throw new RerankError(
    'unknown-model',
    `Expected \`${option}\` to be one of ${known}, a folder URL ending with /, or org/name on a hub, got \`${model}\``,
  );
}

/** What to do instead of models of former versions. */
const REMOVED: Readonly<Record<string, string>> = {
  'small-lm':
    'The model small-lm is no longer part of the package: use a released language model, see docs/methods.md#a-released-language-model',
};

/**
 * Locates a model that has a name but is not part of the package.
 *
 * @throws RerankError `model-unavailable` that says what to do if a server answers without the files
 */
async function locateSeparate(
  model: string,
  folder: string,
  access: FileAccess,
  card: CardOverrides,
): Promise<LocatedModel> {
  try {
    return await locateInFolder(folder, access, card);
  } catch (cause) {
    const details = isRerankError(cause) ? cause.details : {};
    const noAnswer = isRerankError(cause, 'model-unavailable') && details['status'] === undefined;
    if (noAnswer || !isMissing(cause)) throw cause;
    const what = `Expected the files of the model ${model} at ${folder}, got none`;
    const advice = `The package does not contain ${model}: serve its folder there, or pass its URL instead of its name`;
    throw new RerankError('model-unavailable', `${what}. ${advice} (docs/models.md#${model})`, { cause, details });
  }
}

/** Returns undefined for a name that is not an embedded model. */
export function locateEmbedded(model: string, assets: LoadRequest['assets']): LocatedModel | undefined {
  const card = Object.hasOwn(embeddedModels, model) ? embeddedModels[model] : undefined;
  const urls = assets.models[model];
  return card && urls && { card, urlOf: (path) => urlIn(urls, path, model) };
}

function urlIn(urls: Readonly<Record<string, string>>, path: string, model: string): string {
  const url = urls[path];
  if (url) return url;
  throw new RerankError('model-unavailable', `Expected \`assets\` to have the URL of ${path} of ${model}, got none`);
}
