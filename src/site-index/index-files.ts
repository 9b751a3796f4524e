/**
 * @file The files of an index. `manifest.json` names the others, whose names contain their hashes. The head has the
 * words, the pooled vectors and where each passage lies; it is fetched once. Shards have a record for each passage, its
 * text and its token vectors, and are fetched by ranges.
 */
import { ByteReader, ByteWriter } from './bytes';
import { bytesOfVector } from './few-bits';
import type { Bits } from './few-bits';

/** Grows with each change of the files. */
export const INDEX_FORMAT = 1;
export const MANIFEST = 'manifest.json';

export type FileEntry = { readonly path: string; readonly bytes: number; readonly sha256: string };

export type Manifest = {
  readonly format: number;
  /** The name of the model, and what identifies its files. */
  readonly model: string;
  readonly fingerprint: string;
  readonly pages: number;
  readonly passages: number;
  readonly shape: VectorShape;
  readonly head: FileEntry;
  readonly shards: readonly FileEntry[];
};

export type VectorShape = {
  /** The number of dimensions of a token vector. */
  readonly dimensions: number;
  readonly bits: Bits;
  readonly pooledDimensions: number;
  readonly pooledBits: Bits;
};

/** A page, or a document of a JSONL file: `meta` is JSON. */
export type IndexedPage = {
  readonly id: string | number;
  readonly url?: string;
  readonly title?: string;
  readonly meta?: string;
};

/** Where a passage belongs: `page` is a position in `pages`. */
export type IndexedPassage = { readonly page: number; readonly heading: string; readonly anchor: string };

export type Head = {
  readonly pages: readonly IndexedPage[];
  readonly passages: readonly IndexedPassage[];
  /** The bytes of each passage's record, in the order of the passages; a record never spans two shards. */
  readonly lengths: readonly number[];
  /** The number of passages in each shard. */
  readonly perShard: readonly number[];
  readonly words: Uint8Array;
  /** (passages, bytes of a pooled vector) */
  readonly pooled: Uint8Array;
};

export function encodeHead({ pages, passages, lengths, perShard, words, pooled }: Head): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  const columns = {
    pages,
    page: passages.map(({ page }) => page),
    heading: passages.map(({ heading }) => heading),
    anchor: passages.map(({ anchor }) => anchor),
    lengths,
    perShard,
  };
  writer.text(JSON.stringify(columns));
  writer.number(words.length);
  writer.raw(words);
  writer.raw(pooled);
  return writer.bytes();
}

export function decodeHead(bytes: Uint8Array): Head {
  const reader = new ByteReader(bytes);
  const { pages, page, heading, anchor, lengths, perShard } = JSON.parse(reader.text()) as {
    readonly pages: readonly IndexedPage[];
    readonly page: readonly number[];
    readonly heading: readonly string[];
    readonly anchor: readonly string[];
    readonly lengths: readonly number[];
    readonly perShard: readonly number[];
  };
  const passages = page.map((each, i) => ({ page: each, heading: heading[i]!, anchor: anchor[i]! }));
  const words = reader.raw(reader.number());
  return { pages, passages, lengths, perShard, words, pooled: reader.rest() };
}

/** A passage's text and its token vectors, (rows, bytes of a vector). */
export type PassageRecord = { readonly text: string; readonly tokens: Uint8Array };

const CHECKSUM_BYTES = 4;

export function encodeRecord({ text, tokens }: PassageRecord, { dimensions, bits }: VectorShape): Uint8Array {
  const writer = new ByteWriter();
  writer.number(tokens.length / bytesOfVector(dimensions, bits));
  writer.raw(tokens);
  writer.raw(new TextEncoder().encode(text));
  const content = writer.bytes();
  const record = new Uint8Array(CHECKSUM_BYTES + content.length);
  new DataView(record.buffer).setUint32(0, checksumOf(content), true);
  record.set(content, CHECKSUM_BYTES);
  return record;
}

/** Returns undefined for bytes that are not what was written. */
export function decodeRecord(record: Uint8Array, { dimensions, bits }: VectorShape): PassageRecord | undefined {
  if (record.length <= CHECKSUM_BYTES) return undefined;
  const content = record.subarray(CHECKSUM_BYTES);
  if (new DataView(record.buffer, record.byteOffset).getUint32(0, true) !== checksumOf(content)) return undefined;
  const reader = new ByteReader(content);
  const tokens = reader.raw(reader.number() * bytesOfVector(dimensions, bits));
  return { tokens, text: new TextDecoder().decode(reader.rest()) };
}

/** FNV-1a. It finds bytes of another place or file, and is no protection against intent. */
function checksumOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
