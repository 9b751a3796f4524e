/**
 * @file Reads the small files that transformers.js does not read: how a sentence encoder pools, how a late-interaction
 * model marks its texts. They lie where transformers.js finds the model.
 */
import { MAX_METADATA_BYTES, readBody } from '../models/files/limited-fetch';
import type { Fetch } from '../models/files/limited-fetch';
import { OPTIONAL_METADATA_FILES } from '../models/hub/hub-files';
import type { TransformersEnvironment } from './transformers-js';

/** The address of a file of a repository, under the settings of transformers.js. */
export type FileUrl = (path: string) => string;

/** @param local whether the model is below `env.localModelPath` */
export function fileUrlOf(env: TransformersEnvironment, id: string, revision: string, local: boolean): FileUrl {
  const folder = local
    ? joined(env.localModelPath, id)
    : joined(env.remoteHost, env.remotePathTemplate.replaceAll('{model}', id).replaceAll('{revision}', revision));
  // In Node a folder is a path of the file system.
  const { location } = globalThis as unknown as { readonly location?: { readonly href: string } };
  return (path) => new URL(joined(folder, path), location?.href ?? 'file:///').href;
}

/** The optional files that exist, as their value. A file that cannot be read counts as missing. */
export async function readOptionalFiles(urlOf: FileUrl, fetch: Fetch): Promise<Record<string, unknown>> {
  const read = await Promise.all(
    OPTIONAL_METADATA_FILES.map(async (path) => [path, await readJson(urlOf(path), fetch)]),
  );
  return Object.fromEntries(read.filter(([, value]) => value !== undefined)) as Record<string, unknown>;
}

async function readJson(url: string, fetch: Fetch): Promise<unknown> {
  try {
    const response = await fetch(url);
    // Some servers answer a request for a missing file with an HTML page.
    if (!response.ok || response.headers.get('content-type')?.startsWith('text/html')) {
      await response.body?.cancel();
      return undefined;
    }
    const text = new TextDecoder().decode(await readBody(response, url, MAX_METADATA_BYTES));
    return url.endsWith('.jinja') ? text : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

function joined(base: string, path: string): string {
  return `${base.replace(/\/$/, '')}/${path.replace(/^\//, '')}`;
}
