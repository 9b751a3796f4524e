/** @file The built-in collection: short documents written for this demo, as files. The module is loaded on demand. */
/// <reference types="vite/client" />

const FILES = import.meta.glob<string>('./files/*', { query: '?raw', import: 'default', eager: true });

const TYPES: Readonly<Record<string, string>> = { md: 'text/markdown', csv: 'text/csv', py: 'text/x-python' };

/** Every file of the collection, in alphabetical order. */
export function collectionFiles(): File[] {
  return Object.entries(FILES).map(([path, text]) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const type = TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'text/plain';
    return new File([text], name, { type, lastModified: 0 });
  });
}
