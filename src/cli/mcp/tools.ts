/** @file The tools of the MCP server: they search a folder, read a passage, list documents and name unread files. */
import type { Hit } from '../../demo/shared/library-data';
import { toPassage } from '../../demo/shared/passage';
import { documentsInScope, hitOf } from '../../demo/worker/indexed-documents';
import type { Reranker } from '../../client/reranker';
import { type FolderLibrary, describeDocument } from './folder-library';

/** A tool as MCP lists it; `run` returns the text of its answer. */
export type Tool = {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: { readonly type: 'object'; readonly [name: string]: unknown };
  run(input: Readonly<Record<string, unknown>>): Promise<string>;
};

export type ToolSetup = {
  readonly library: FolderLibrary;
  /** Undefined for a search by words alone. */
  readonly reranker: (() => Promise<Reranker>) | undefined;
};

/** How many passages found by their words the model reads. */
const CANDIDATES = 50;
const MAX_RESULTS = 20;
const DEFAULT_RESULTS = 5;
const MAX_LISTED = 200;

const string = (description: string): object => ({ type: 'string', description });
const integer = (description: string, maximum: number): object => {
  return { type: 'integer', minimum: 1, maximum, description };
};

export function createTools(setup: ToolSetup): Tool[] {
  const { library } = setup;
  return [
    {
      name: 'search',
      description:
        'Finds the passages of the folder that answer a question, best first. The query may have "phrases", ' +
        '-excluded words, path: and type:. Each result has an id for read_passage, the document, and whether its score ' +
        'reaches the threshold of relevance.',
      inputSchema: {
        type: 'object',
        properties: {
          query: string('A question or words'),
          limit: integer(`The number of results, ${DEFAULT_RESULTS} by default`, MAX_RESULTS),
        },
        required: ['query'],
      },
      run: ({ query, limit }) => search(setup, textOf('query', query), numberOf('limit', limit, DEFAULT_RESULTS)),
    },
    {
      name: 'read_passage',
      description: 'Returns a passage by its id, with the passages before and after it in the document.',
      inputSchema: {
        type: 'object',
        properties: {
          id: string('The id of a result'),
          around: integer('How many passages on each side, 1 by default', 10),
        },
        required: ['id'],
      },
      run: ({ id, around }) => Promise.resolve(readPassage(library, textOf('id', id), numberOf('around', around, 1))),
    },
    {
      name: 'list_documents',
      description: 'Lists the documents that were read, with their kinds and numbers of passages.',
      inputSchema: { type: 'object', properties: { path: string('A part of the path; all documents by default') } },
      run: ({ path }) => Promise.resolve(listDocuments(library, path === undefined ? '' : textOf('path', path))),
    },
    {
      name: 'status',
      description: 'Tells how many documents and passages there are, and which files could not be read and why.',
      inputSchema: { type: 'object', properties: {} },
      run: () => Promise.resolve(`${describeSize(library)}${describeUnread(library)}`),
    },
  ];
}

async function search({ library, reranker }: ToolSetup, query: string, limit: number): Promise<string> {
  const { hits, question, matching } = library.index.search(query, {}, CANDIDATES);
  const note =
    library.unread.length === 0 ? '' : `\n\nFiles that could not be read: ${library.unread.length}; see status.`;
  if (hits.length === 0) return `No passage contains a word of the query.${note}`;
  if (reranker === undefined || question === '')
    return lines(`Passages with a word of the query: ${matching}. The best by words:`, hits.slice(0, limit)) + note;
  const model = await reranker();
  const { results } = await model.rerank(question, hits.map(toPassage), { topN: limit });
  const threshold = model.report.threshold?.score;
  const best = results.map(({ index, score = 0 }) => ({ hit: hits[index]!, score }));
  const answers = best.some(({ score }) => threshold === undefined || score >= threshold);
  const lead = answers
    ? `The best of ${hits.length} passages that contain a word of the query:`
    : `No passage answers this. The nearest of ${hits.length} passages that contain a word of the query:`;
  const texts = best.map(({ hit, score }) => {
    const verdict = threshold === undefined ? '' : score >= threshold ? 'relevant' : 'below the threshold of relevance';
    return describe(hit, `${verdict}${verdict === '' ? '' : ', '}score ${score.toFixed(3)}`);
  });
  return `${lead}\n\n${texts.join('\n\n')}${note}`;
}

function lines(lead: string, hits: readonly Hit[]): string {
  return [lead, ...hits.map((hit) => describe(hit))].join('\n\n');
}

function describe(hit: Hit, facts = ''): string {
  const place = [hit.document, hit.heading, hit.page === undefined ? '' : `page ${hit.page}`]
    .filter(Boolean)
    .join(' › ');
  const copies = hit.copies === undefined ? '' : `\nAlso in: ${hit.copies.join(', ')}`;
  return `id: ${hit.id}\n${place}${facts === '' ? '' : `\n${facts}`}${copies}\n${hit.text}`;
}

function readPassage({ index }: FolderLibrary, id: string, around: number): string {
  const at = id.lastIndexOf('#');
  const document = index.documents.get(id.slice(0, at));
  const passage = Number(id.slice(at + 1));
  if (document === undefined || at < 0 || document.content.chunks[passage] === undefined)
    throw new RangeError(`Expected the id of a passage, got "${id}"`);
  const from = Math.max(0, passage - around);
  const count = document.content.chunks.slice(from, passage + around + 1).length;
  return Array.from({ length: count }, (_, offset) => describe(hitOf(document, from + offset, 0))).join('\n\n');
}

function listDocuments({ index }: FolderLibrary, path: string): string {
  const found = documentsInScope(index.documents, {}, { paths: path === '' ? [] : [path.toLowerCase()], types: [] });
  if (found.length === 0) return 'No document has such a path.';
  const lines = found.slice(0, MAX_LISTED).map(({ record }) => describeDocument(record));
  const more = found.length - lines.length;
  return lines.join('\n') + (more > 0 ? `\nand ${more} more; name a part of the path` : '');
}

export function describeSize({ index }: FolderLibrary): string {
  return `Documents: ${index.records.length}. Passages: ${index.chunks}.`;
}

function describeUnread({ unread }: FolderLibrary): string {
  if (unread.length === 0) return ' Every file could be read.';
  const files = unread.map(({ path, reason }) => `${path}: ${reason}`);
  return `\nFiles that could not be read: ${unread.length}\n${files.join('\n')}`;
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw new TypeError(`Expected ${name} to be a text, got ${JSON.stringify(value)}`);
}

function numberOf(name: string, value: unknown, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return Math.min(value, MAX_RESULTS);
  throw new TypeError(`Expected ${name} to be a positive integer, got ${JSON.stringify(value)}`);
}
