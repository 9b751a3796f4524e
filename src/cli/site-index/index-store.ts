/**
 * @file Writes the files of an index, and finds the vectors of passages that an earlier index in the same folder has.
 * `build.json` has the hash of each passage's text; no page fetches it.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { bytesOfVector } from '../../site-index/few-bits';
import {
  decodeHead,
  decodeRecord,
  encodeHead,
  encodeRecord,
  INDEX_FORMAT,
  MANIFEST,
} from '../../site-index/index-files';
import type { FileEntry, Head, IndexedPage, Manifest, VectorShape } from '../../site-index/index-files';
import type { PackedPassage } from './pack-passage';
import type { SourcePassage } from './read-sources';

const BUILD = 'build.json';
/** Small enough for a server without ranges, which sends a shard as a whole. */
const SHARD_BYTES = 128 * 1024;

export type IndexContent = {
  readonly model: string;
  readonly fingerprint: string;
  readonly shape: VectorShape;
  readonly pages: readonly IndexedPage[];
  readonly passages: readonly (SourcePassage & PackedPassage & { readonly key: string })[];
  readonly words: Uint8Array;
};

/** Hashes all that a passage's vectors depend on beside the model. */
export function passageKeyOf({ heading, text }: Pick<SourcePassage, 'heading' | 'text'>, settings: string): string {
  return createHash('sha256')
    .update(JSON.stringify([settings, heading, text]))
    .digest('base64url');
}

/** Writes the index and deletes the files of the one before. Returns the files that pages fetch. */
export async function writeIndex(folder: string, content: IndexContent): Promise<Manifest> {
  const { model, fingerprint, shape, pages, passages, words } = content;
  await mkdir(folder, { recursive: true });
  const { shards, lengths, perShard } = cutIntoShards(content);
  const head: Head = {
    pages,
    passages,
    lengths,
    perShard,
    words,
    pooled: concat(passages.map(({ pooled }) => pooled)),
  };
  const entries = await Promise.all(shards.map((bytes) => writeHashed(folder, 'passages', bytes)));
  const manifest: Manifest = {
    format: INDEX_FORMAT,
    model,
    fingerprint,
    pages: pages.length,
    passages: passages.length,
    shape,
    head: await writeHashed(folder, 'head', gzipSync(encodeHead(head), { level: 9 })),
    shards: entries,
  };
  await writeFile(join(folder, BUILD), JSON.stringify({ keys: passages.map(({ key }) => key) }));
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, undefined, 1)}\n`);
  const kept = new Set([manifest.head, ...entries].map(({ path }) => path));
  const stale = (await readdir(folder)).filter((name) => /^(head|passages)-[\w-]+\.bin$/.test(name) && !kept.has(name));
  await Promise.all(stale.map((name) => rm(join(folder, name))));
  return manifest;
}

export type EarlierIndex = {
  readonly shape: VectorShape;
  /** The vectors by the keys of their passages. */
  readonly passages: ReadonlyMap<string, PackedPassage>;
};

/** Returns undefined if the folder has no index that can be read. */
export async function readEarlier(folder: string): Promise<EarlierIndex | undefined> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as Manifest;
    const { keys } = JSON.parse(await readFile(join(folder, BUILD), 'utf8')) as { readonly keys: readonly string[] };
    if (manifest.format !== INDEX_FORMAT) return undefined;
    const head = decodeHead(gunzipSync(await readFile(join(folder, manifest.head.path))));
    const shards = await Promise.all(manifest.shards.map(({ path }) => readFile(join(folder, path))));
    const width = bytesOfVector(manifest.shape.pooledDimensions, manifest.shape.pooledBits);
    const found = new Map<string, PackedPassage>();
    let passage = 0;
    head.perShard.forEach((count, shard) => {
      let from = 0;
      for (const last = passage + count; passage < last; passage++) {
        const to = from + head.lengths[passage]!;
        const record = decodeRecord(shards[shard]!.subarray(from, to), manifest.shape);
        const pooled = head.pooled.slice(passage * width, (passage + 1) * width);
        if (record) found.set(keys[passage]!, { tokens: record.tokens, pooled });
        from = to;
      }
    });
    return { shape: manifest.shape, passages: found };
  } catch {
    return undefined;
  }
}

function cutIntoShards({ passages, shape }: IndexContent): {
  shards: Uint8Array[];
  lengths: number[];
  perShard: number[];
} {
  const shards: Uint8Array[][] = [];
  const lengths: number[] = [];
  let size = Infinity;
  for (const { text, tokens } of passages) {
    const record = encodeRecord({ text, tokens }, shape);
    if (size + record.length > SHARD_BYTES) {
      shards.push([]);
      size = 0;
    }
    shards[shards.length - 1]!.push(record);
    lengths.push(record.length);
    size += record.length;
  }
  return { shards: shards.map(concat), lengths, perShard: shards.map(({ length }) => length) };
}

async function writeHashed(folder: string, name: string, bytes: Uint8Array): Promise<FileEntry> {
  const hash = createHash('sha256').update(bytes);
  const sha256 = hash.digest('base64');
  const path = `${name}-${sha256.replace(/[^a-z0-9]/gi, '').slice(0, 12)}.bin`;
  await writeFile(join(folder, path), bytes);
  return { path, bytes: bytes.length, sha256 };
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
