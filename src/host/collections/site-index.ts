/**
 * @file An index that `rankside index` made, over HTTP. Its head is fetched when it is opened; passages are fetched
 * when they may be shown, with their token vectors, so that no passage is encoded here.
 */
import MiniSearch from 'minisearch';
import { RerankError } from '../../core/errors';
import type { Fetch } from '../../models/files/limited-fetch';
import { fingerprintOf } from '../../models/fingerprint';
import type { ModelCard } from '../../models/card';
import type { CollectionEvent, IndexHead } from '../../protocol/collection-api';
import { bytesOfVector, fromFewBits } from '../../site-index/few-bits';
import { decodeHead, decodeRecord, INDEX_FORMAT, MANIFEST } from '../../site-index/index-files';
import type { Head, Manifest, PassageRecord } from '../../site-index/index-files';
import { decodeWords } from '../../site-index/words-codec';
import { hashOf } from '../../util/checksum';
import { WORD_OPTIONS } from '../../words/word-options';
import { gunzip, IndexFetch } from './fetch-index';
import type { FilePart } from './fetch-index';
import { matchesByWords } from './matches-by-words';
import type { Allowed, PassageSource, SourcePassage, WordMatch } from './passage-source';
import { PooledVectors } from './pooled-vectors';
import type { Pooled } from './pooled-vectors';
import { rangesOfPassages } from './shard-ranges';

type Opened = Extract<CollectionEvent, { kind: 'opened' }>;

export class SiteIndex implements PassageSource {
  /** Fewer than for documents of this device, since their vectors are fetched. */
  readonly depth = 24;
  readonly #fetch: IndexFetch;
  readonly #manifest: Manifest;
  readonly #head: Head;
  readonly #words: MiniSearch<{ readonly id: number }>;
  readonly #vectors = new PooledVectors();
  readonly #records = new Map<number, Promise<PassageRecord>>();
  /** The shards of a server that does not support ranges. */
  readonly #shards = new Map<number, Promise<FilePart>>();
  #hasNoRanges = false;
  #knowsRanges = false;

  private constructor(fetch: IndexFetch, manifest: Manifest, head: Head) {
    this.#fetch = fetch;
    this.#manifest = manifest;
    this.#head = head;
    this.#words = MiniSearch.loadJS(decodeWords(head.words) as never, WORD_OPTIONS as never);
    const { pooledDimensions, pooledBits } = manifest.shape;
    const { components, scales } = fromFewBits(head.pooled, pooledDimensions, pooledBits);
    scales.forEach((pooledScale, passage) => {
      const pooled = components.subarray(passage * pooledDimensions, (passage + 1) * pooledDimensions);
      this.#vectors.set(passage, { pooled, pooledScale });
    });
  }

  /**
   * @param url the folder of the index
   * @param given its first files, if the page has fetched them
   * @throws RerankError `index-unavailable`, which names the URL, or `index-invalid`
   */
  static async open(url: string, fetch: Fetch, given?: IndexHead): Promise<SiteIndex> {
    const files = new IndexFetch(fetch, url, {
      bytes: given ? given.manifest.length + given.head.length : 0,
      ranges: given?.ranges ?? false,
    });
    // The manifest's name never changes, so the server is asked whether it is the newest.
    const manifest = readManifest(given?.manifest ?? (await files.whole(MANIFEST, 'no-cache')), url);
    const packed = given?.head ?? (await files.whole(manifest.head.path));
    if ((await hashOf(packed)) !== manifest.head.sha256)
      throw new RerankError('index-invalid', `${url}${manifest.head.path} is not what the manifest says`);
    const index = new SiteIndex(files, manifest, decodeHead(await gunzip(packed)));
    index.#knowsRanges = files.saidRanges;
    return index;
  }

  get fetchedBytes(): number {
    return this.#fetch.bytes;
  }

  opened(): Opened {
    const { model, fingerprint } = this.#manifest;
    return {
      kind: 'opened',
      documents: this.#head.pages.map((page, slot) => ({ slot, ...page })),
      passages: this.#head.passages.length,
      stored: true,
      index: { model, fingerprint },
      warnings: [],
    };
  }

  slotOf(passage: number): number {
    return this.#head.passages[passage]!.page;
  }

  findByWords(query: string, allowed: Allowed): WordMatch[] {
    return matchesByWords(this.#words, query, allowed && ((passage) => allowed[this.slotOf(passage)] === 1));
  }

  nearest(query: Pooled, count: number, allowed: Allowed): number[] {
    return this.#vectors.nearest(query, count, allowed && ((passage) => allowed[this.slotOf(passage)] === 1));
  }

  /** Starts fetching passages that are needed in a moment. */
  prefetch(passages: readonly number[]): void {
    if (this.#knowsRanges) this.#fetchRecords(this.#missingOf(passages));
  }

  async passagesAt(passages: readonly number[]): Promise<SourcePassage[]> {
    await this.#learnAboutRanges(this.#missingOf(passages)[0]);
    this.#fetchRecords(this.#missingOf(passages));
    return Promise.all(passages.map(async (each) => this.#toPassage(each, await this.#records.get(each)!)));
  }

  refusal(card: ModelCard): string | undefined {
    const { model, fingerprint } = this.#manifest;
    if (fingerprintOf(card) === fingerprint) return undefined;
    return `The index was made with another model (${model}, ${fingerprint}) than the one in use (${card.name}, ${fingerprintOf(card)}): the order is by words. Run \`rankside index\` again`;
  }

  #missingOf(passages: readonly number[]): number[] {
    return passages.filter((passage) => !this.#records.has(passage));
  }

  /**
   * Fetches one record first, unless the server said that it supports ranges: a server without them would send a shard
   * for each of many requests.
   */
  async #learnAboutRanges(passage: number | undefined): Promise<void> {
    if (this.#knowsRanges || passage === undefined) return;
    this.#fetchRecords([passage]);
    await this.#records.get(passage);
    this.#knowsRanges = true;
  }

  /** Fetches records by ranges; a failed range is fetched anew when it is asked for again. */
  #fetchRecords(passages: readonly number[]): void {
    for (const { shard, from, to, records } of rangesOfPassages(this.#head, passages)) {
      const { path } = this.#manifest.shards[shard]!;
      const fetched = this.#shards.get(shard) ?? this.#fetch.range(path, from, to);
      if (this.#hasNoRanges) this.#shards.set(shard, fetched);
      for (const { passage, start, end } of records) {
        const record = fetched.then((part) => {
          if (part.isWhole) this.#keepWhole(shard, part);
          const { bytes, offset } = part;
          const found = decodeRecord(bytes.subarray(start - offset, end - offset), this.#manifest.shape);
          if (found) return found;
          throw new RerankError('index-invalid', `${path} is not what the manifest says at byte ${start}`);
        });
        this.#records.set(passage, record);
        record.catch(() => {
          this.#records.delete(passage);
          this.#shards.delete(shard);
        });
      }
    }
  }

  /** The server sends shards as a whole, so each is fetched once. */
  #keepWhole(shard: number, whole: FilePart): void {
    this.#hasNoRanges = true;
    this.#shards.set(shard, Promise.resolve(whole));
  }

  #toPassage(passage: number, { text, tokens }: PassageRecord): SourcePassage {
    const { page: slot, heading, anchor } = this.#head.passages[passage]!;
    const { dimensions, bits } = this.#manifest.shape;
    const { components, scales } = fromFewBits(tokens, dimensions, bits);
    const pooled = this.#vectors.get(passage)!;
    const rows = tokens.length / bytesOfVector(dimensions, bits);
    return {
      slot,
      passageIndex: passage - this.#firstOf(passage),
      text,
      start: 0,
      end: text.length,
      ...(heading === '' ? {} : { heading }),
      ...(anchor === '' ? {} : { anchor }),
      // The number keeps apart the vectors of passages with equal texts under different headings.
      input: { title: `${passage} ${heading}`, text },
      encoded: { vectors: { rows, dimensions, bits: 8, components, scales, ...pooled }, truncatedTokens: 0 },
    };
  }

  /** The number of the first passage of the same page. */
  #firstOf(passage: number): number {
    let first = passage;
    while (first > 0 && this.slotOf(first - 1) === this.slotOf(passage)) first--;
    return first;
  }
}

function readManifest(bytes: Uint8Array, url: string): Manifest {
  let manifest: Partial<Manifest>;
  try {
    manifest = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Manifest>;
  } catch (cause) {
    throw new RerankError('index-invalid', `Expected ${url}${MANIFEST} to be JSON of \`rankside index\``, { cause });
  }
  if (manifest.format === INDEX_FORMAT && manifest.head && manifest.shards && manifest.shape)
    return manifest as Manifest;
  throw new RerankError(
    'index-invalid',
    `Expected ${url}${MANIFEST} to be an index of format ${INDEX_FORMAT}, got \`${String(manifest.format)}\`. Run \`rankside index\` of this version`,
  );
}
