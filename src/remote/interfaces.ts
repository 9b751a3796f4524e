/**
 * @file The request and response formats of each HTTP interface.
 *
 * Each score depends only on the query and its own passage, so passages are sent in batches. A response has to hold a
 * score for every passage of its batch.
 */
import { RerankError } from '../core/errors';
import type { RemoteApi } from './api';

export type RequestFields = {
  readonly model: string | undefined;
  readonly query: string;
  readonly texts: readonly string[];
};
export type ScoredText = { readonly index: number; readonly score: number };

type Interface = {
  /** The largest number of passages in a request that servers accept in their default configuration. */
  readonly batch: number;
  readonly body: (ask: RequestFields) => Readonly<Record<string, unknown>>;
  /** The field that holds the list of scores; undefined if the response itself is the list. */
  readonly list: 'results' | 'data' | undefined;
  /** The field of a list item that holds the score. */
  readonly score: 'score' | 'relevance_score';
};

const documents = ({ model, query, texts }: RequestFields) => ({ model, query, documents: texts });

export const INTERFACES: Readonly<Record<RemoteApi, Interface>> = {
  cohere: { batch: 1000, body: documents, list: 'results', score: 'relevance_score' },
  jina: {
    batch: 1000,
    body: (ask) => ({ ...documents(ask), return_documents: false }),
    list: 'results',
    score: 'relevance_score',
  },
  tei: {
    batch: 32,
    body: ({ query, texts }) => ({ query, texts, truncate: true }),
    list: undefined,
    score: 'score',
  },
  vllm: { batch: 1000, body: documents, list: 'results', score: 'relevance_score' },
  voyage: { batch: 1000, body: documents, list: 'data', score: 'relevance_score' },
};

/**
 * Reads the response to a request with `count` passages. It has to hold each passage once, with a finite score.
 *
 * @throws RerankError `remote-invalid` that states what was expected and what the server sent
 */
export function readScores(api: RemoteApi, answer: unknown, count: number): ScoredText[] {
  const { list, score } = INTERFACES[api];
  const items = list === undefined ? answer : field(answer, list);
  if (!Array.isArray(items)) throw invalidAnswer(`a list${list === undefined ? '' : ` in \`${list}\``}`, show(items));
  const seen = new Set<number>();
  const scored = items.map((item: unknown) => {
    const [index, value] = [field(item, 'index'), field(item, score)];
    if (!isIndex(index, count)) throw invalidAnswer(`\`index\` from 0 to ${count - 1}`, show(index));
    if (seen.has(index)) throw invalidAnswer('every passage once', `passage ${index} twice`);
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw invalidAnswer(`\`${score}\` to be a number`, show(value));
    seen.add(index);
    return { index, score: value };
  });
  if (scored.length !== count) throw invalidAnswer(`scores of ${count} passages`, String(scored.length));
  return scored;
}

export function invalidAnswer(expected: string, got: string): RerankError {
  return new RerankError('remote-invalid', `Expected the server to answer with ${expected}, got ${got}`);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function isIndex(value: unknown, count: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < count;
}

function show(value: unknown): string {
  const text = value === undefined ? 'undefined' : JSON.stringify(value);
  return `\`${text.slice(0, 60)}\``;
}
