/**
 * @file What is sent to a server and what comes back, for each interface.
 *
 * Every score is of its pair alone, so passages go in batches; a server that is asked for all of a batch answers with all of it.
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
  /** Most passages a request: what servers take as they are set up by default. */
  readonly batch: number;
  readonly body: (ask: RequestFields) => Readonly<Record<string, unknown>>;
  /** Where the list of scores is, and what a score is called in it. */
  readonly list: 'results' | 'data' | undefined;
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
 * Reads an answer to a request for `count` passages: each of them once, with a score that is a number.
 *
 * @throws RerankError `remote-invalid` that says what was expected and what came
 */
export function readScores(api: RemoteApi, answer: unknown, count: number): ScoredText[] {
  const { list, score } = INTERFACES[api];
  const rows = list === undefined ? answer : field(answer, list);
  if (!Array.isArray(rows)) throw invalidAnswer(`a list${list === undefined ? '' : ` in \`${list}\``}`, show(rows));
  const seen = new Set<number>();
  const scored = rows.map((row: unknown) => {
    const [index, value] = [field(row, 'index'), field(row, score)];
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
