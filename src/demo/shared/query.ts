/** @file The parts of a query: plain words, "phrases", -excluded words, and the filters `path:` and `type:`. */

export type Query = {
  /** The query without its operators: what the model reads and what is searched for by words. */
  readonly question: string;
  /** Each must occur word by word. */
  readonly phrases: readonly string[];
  /** Words or phrases that must not occur. */
  readonly excluded: readonly string[];
  /** Parts of the path, of which one must occur. */
  readonly paths: readonly string[];
  /** Kinds or file name extensions, of which one must be the document's. */
  readonly types: readonly string[];
};

const PART = /(?<=^|\s)(-?)(?:(path|type):)?(?:"([^"]*)"|(\S+))/giu;

export function parseQuery(text: string): Query {
  const phrases: string[] = [];
  const excluded: string[] = [];
  const paths: string[] = [];
  const types: string[] = [];
  const question = text.replace(/[“”]/g, '"').replace(PART, (part, minus: string, field = '', quoted, plain) => {
    const value = ((quoted ?? plain) as string).trim();
    if (value === '') return '';
    if (field !== '' && minus === '') {
      (String(field).toLowerCase() === 'path' ? paths : types).push(value.toLowerCase());
      return '';
    }
    if (minus !== '' && /^[\p{L}\p{N}"]/u.test(value)) {
      excluded.push(value);
      return '';
    }
    if (quoted === undefined) return part;
    phrases.push(value);
    return value;
  });
  return { question: question.replace(/\s+/g, ' ').trim(), phrases, excluded, paths, types };
}

/** Whether the query selects passages by more than its words, so that passages without a hit are no candidates. */
export function isRestricted({ phrases, excluded, paths, types }: Query): boolean {
  return phrases.length + excluded.length + paths.length + types.length > 0;
}
