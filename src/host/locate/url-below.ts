import { RerankError } from '../../core/errors';

/**
 * The URL of a file of a model, which must be below the model's base URL: a card or file list comes from outside, and
 * may name no file of another folder or origin.
 *
 * @param base an absolute URL that ends with `/`
 * @param origins other origins whose files it may name, because the caller allows them
 * @throws RerankError `model-invalid` for a path that leads elsewhere
 */
export function urlBelow(base: string, path: string, origins: readonly string[] = []): string {
  const url = parseUrl(path, base);
  if (url?.startsWith(base) && !/%2f|%5c|\\/i.test(path)) return url;
  if (url && /^https?:/.test(url) && origins.includes(new URL(url).origin)) return url;
  throw new RerankError('model-invalid', `Expected the model to name files below ${base}, got \`${path}\``);
}

function parseUrl(path: string, base: string): string | undefined {
  try {
    return new URL(path, base).href;
  } catch {
    return undefined;
  }
}
