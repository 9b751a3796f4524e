/**
 * @file The pooled vectors of passages, document by document: which passages have one, and which passages are nearest
 * to a question among all. Components are int8 with a scale for each vector; the search is an exact scan.
 */
import type { Coverage, Filter, Hit, QuestionVector } from '../shared/library-data';
import { parseQuery } from '../shared/query';
import { type IndexedDocument, documentsInScope, hitOf } from './indexed-documents';
import { phraseTest } from './search-index';
import type { Store, StoredVectors } from './store';

/** Pooled vectors as `reranker.embed` gives them: a row for each of `ids`. */
export type VectorRows = {
  /** What computed the vectors. */
  readonly space: string;
  readonly dimensions: number;
  /** (passages, dimensions) */
  readonly components: Int8Array;
  /** (passages) */
  readonly scales: Float32Array;
};

export interface Meaning {
  /** `count` passages without a vector of the space, in the order of the documents. */
  missing(space: string, count: number): Hit[];
  /** Keeps the vectors of passages; those of a document are stored once all its passages have one. */
  keep(hits: readonly Pick<Hit, 'document' | 'id'>[], rows: VectorRows): Promise<void>;
  coverage(space: string, filter?: Filter): Coverage;
  /** The passages nearest to the question among those that the filter and the query allow, the nearest first. */
  nearest(query: string, filter: Filter, vector: QuestionVector, count: number): Hit[];
  forget(ids: readonly string[]): void;
}

export function createMeaning(
  documents: () => ReadonlyMap<string, IndexedDocument>,
  store: Store,
  stored: readonly StoredVectors[],
): Meaning {
  const known: Known = new Map(stored.map((one) => [one.id, { ...one, left: 0 }]));
  return {
    missing: (space, count) => missingIn(documents(), known, space, count),
    async keep(hits, rows) {
      const complete = keepRows(documents(), known, hits, rows);
      for (const { left: _, ...vectors } of complete) await store.putVectors(vectors);
    },
    coverage(space, filter = {}) {
      let [covered, total] = [0, 0];
      for (const document of documentsInScope(documents(), filter)) {
        const { length } = document.content.chunks;
        total += length;
        const vectors = vectorsOf(known, document, space);
        if (vectors !== undefined) covered += length - vectors.left;
      }
      return { covered, total };
    },
    nearest(text, filter, vector, count) {
      const query = parseQuery(text);
      const isAllowed = phraseTest(query);
      const best = new Nearest(count);
      for (const document of documentsInScope(documents(), filter, query)) {
        const vectors = vectorsOf(known, document, vector.space);
        if (vectors === undefined) continue;
        scan(vectors, vector, (index, score) => {
          if (score > best.least && isAllowed(hitOf(document, index, 0))) best.add(score, { document, index });
        });
      }
      return best.sorted.map(({ document, index }) => hitOf(document, index, 0));
    },
    forget(ids) {
      for (const id of ids) known.delete(id);
    },
  };
}

type Known = Map<string, Writable>;
type Documents = ReadonlyMap<string, IndexedDocument>;

/** The vectors of a document as it is now, if they belong to the space. */
function vectorsOf(known: Known, { record }: IndexedDocument, space: string): Writable | undefined {
  const found = known.get(record.id);
  return found?.space === space && found.revision === record.revision ? found : undefined;
}

function missingIn(documents: Documents, known: Known, space: string, count: number): Hit[] {
  const hits: Hit[] = [];
  for (const document of documents.values()) {
    const vectors = vectorsOf(known, document, space);
    if (vectors?.left === 0) continue;
    for (const index of document.content.chunks.keys()) {
      if (hits.length === count) return hits;
      if (!vectors?.scales[index]) hits.push(hitOf(document, index, 0));
    }
  }
  return hits;
}

/** Returns the documents whose passages all have a vector now. */
function keepRows(
  documents: Documents,
  known: Known,
  hits: readonly Pick<Hit, 'document' | 'id'>[],
  { space, dimensions, components, scales }: VectorRows,
): Set<Writable> {
  const complete = new Set<Writable>();
  for (const [row, { document: id, id: chunk }] of hits.entries()) {
    const document = documents.get(id);
    if (document === undefined) continue;
    const vectors = vectorsOf(known, document, space) ?? emptyVectors(document, space, dimensions);
    known.set(id, vectors);
    const index = Number(chunk.slice(chunk.lastIndexOf('#') + 1));
    if (vectors.scales[index] !== 0) continue;
    vectors.components.set(components.subarray(row * dimensions, (row + 1) * dimensions), index * dimensions);
    // A scale of zero would count as missing, and be asked for again and again.
    vectors.scales[index] = Math.max(scales[row] ?? 0, 1e-30);
    vectors.left -= 1;
    if (vectors.left === 0) complete.add(vectors);
  }
  return complete;
}

/** `left` counts the passages without a vector. */
type Writable = StoredVectors & { left: number };

function emptyVectors({ record, content }: IndexedDocument, space: string, dimensions: number): Writable {
  const { length } = content.chunks;
  return {
    ...{ id: record.id, revision: record.revision, space, dimensions, left: length },
    components: new Int8Array(length * dimensions),
    scales: new Float32Array(length),
  };
}

function scan(
  { dimensions, components, scales }: StoredVectors,
  question: QuestionVector,
  found: (index: number, score: number) => void,
): void {
  const { components: asked } = question;
  if (asked.length !== dimensions) return;
  for (let index = 0, at = 0; index < scales.length; index += 1) {
    let dot = 0;
    for (let d = 0; d < dimensions; d += 1, at += 1) dot += asked[d]! * components[at]!;
    if (scales[index] !== 0) found(index, dot * scales[index]!);
  }
}

type Place = { readonly document: IndexedDocument; readonly index: number };

/** Keeps the `count` places with the largest scores. */
class Nearest {
  readonly #count: number;
  readonly #kept: { readonly score: number; readonly place: Place }[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  /** The smallest score that is kept; −Infinity until there are enough. */
  get least(): number {
    return this.#kept.length < this.#count ? -Infinity : this.#kept.at(-1)!.score;
  }

  get sorted(): readonly Place[] {
    return this.#kept.map(({ place }) => place);
  }

  add(score: number, place: Place): void {
    let at = this.#kept.length;
    while (at > 0 && this.#kept[at - 1]!.score < score) at -= 1;
    this.#kept.splice(at, 0, { score, place });
    if (this.#kept.length > this.#count) this.#kept.pop();
  }
}
