/**
 * @file Locates a model in a folder, which has a card or the layout of a hub repository.
 *
 * A web server does not list folders, so the files that a repository may have are requested by name.
 */
import { request } from '../../models/files/download';
import { MAX_SETTINGS_BYTES, readBody } from '../../models/files/limited-fetch';
import { RerankError } from '../../core/errors';
import type { ModelCard } from '../../models/card';
import { applyCardOverrides } from '../../models/card-overrides';
import type { CardOverrides } from '../../models/card-overrides';
import { OPTIONAL_METADATA_FILES } from '../../models/hub/hub-files';
import type { TreeEntry } from '../../models/hub/repository';
import { RELEASED_FILES } from '../../models/hub/released-variants';
import { GRAPHS } from '../../models/hub/variants';
import { parseCard } from '../../models/parse-card';
import { locateListed } from './locate-hub';
import type { FileAccess } from './locate-hub';
import type { LocatedModel } from './located-model';
import { urlBelow } from './url-below';

/**
 * @param folder an absolute URL that ends with `/`
 * @throws RerankError `model-unavailable` if there is neither `card.json` nor `config.json`, `model-invalid` if one is
 * not valid
 */
export async function locateInFolder(
  folder: string,
  access: FileAccess,
  changes: CardOverrides = {},
): Promise<LocatedModel> {
  const urlOf = (path: string) => urlBelow(new URL(folder).href, path, access.origins);
  try {
    return { card: applyCardOverrides(await fetchCard(urlOf('card.json'), access), changes), urlOf };
  } catch (error) {
    const config = await entryOf('config.json', urlOf, access);
    if (!config || !isMissing(error)) throw error;
    const weights = new Set([...RELEASED_FILES, ...GRAPHS].flatMap(withData));
    const paths = ['tokenizer.json', 'tokenizer_config.json', ...OPTIONAL_METADATA_FILES, ...weights];
    const entries = await Promise.all(paths.map((path) => entryOf(path, urlOf, access)));
    const tree = [config, ...entries.filter((entry) => entry !== undefined)];
    const name = decodeURIComponent(new URL(folder).pathname.split('/').at(-2) ?? 'model');
    const repository = { id: name, revision: 'as it is', hub: new URL('../', folder).href };
    return await locateListed(repository, tree, urlOf, access, changes);
  }
}

/** Some servers answer a request for a missing file with an HTML page. */
export function isMissing(error: unknown): boolean {
  return error instanceof RerankError && (error.code === 'model-unavailable' || error.message.endsWith('an HTML page'));
}

/** A graph may have its data in another file. */
function withData(path: string): string[] {
  return path.endsWith('.onnx') ? [path, `${path}_data`] : [path];
}

/** Returns undefined if the file does not exist. */
async function entryOf(
  path: string,
  urlOf: (path: string) => string,
  { env }: FileAccess,
): Promise<TreeEntry | undefined> {
  try {
    const { ok, headers } = await env.fetch(urlOf(path), { method: 'HEAD' });
    if (!ok || headers.get('content-type')?.startsWith('text/html')) return undefined;
    const size = headers.get('content-encoding') ? 0 : Number(headers.get('content-length') ?? 0);
    return { type: 'file', path, size };
  } catch {
    return undefined;
  }
}

async function fetchCard(url: string, { env }: FileAccess): Promise<ModelCard> {
  const text = new TextDecoder().decode(await readBody(await request(url, env), url, MAX_SETTINGS_BYTES));
  try {
    return parseCard(JSON.parse(text));
  } catch (cause) {
    const what = text.trimStart().startsWith('<') ? 'an HTML page' : 'something else';
    throw new RerankError('model-invalid', `Expected a model card at ${url}, got ${what}`, { cause });
  }
}
