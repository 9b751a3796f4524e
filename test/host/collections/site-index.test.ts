/** @file An index over a server that has its files in memory: which requests are made, and when. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import MiniSearch from 'minisearch';
import { expect, test } from 'vitest';
import { SiteIndex } from '../../../src/host/collections/site-index';
import type { Fetch } from '../../../src/models/files/limited-fetch';
import { toFewBits } from '../../../src/site-index/few-bits';
import { encodeHead, encodeRecord, INDEX_FORMAT, MANIFEST } from '../../../src/site-index/index-files';
import type { VectorShape } from '../../../src/site-index/index-files';
import { encodeWords } from '../../../src/site-index/words-codec';
import { WORD_OPTIONS } from '../../../src/words/word-options';

const shape: VectorShape = { dimensions: 16, bits: 2, pooledDimensions: 8, pooledBits: 4 };
// Each text is longer than the gap that joins two ranges, and every second one is asked for.
const texts = Array.from({ length: 8 }, (_, i) => `Passage ${i}: ${'words '.repeat(400)}`);
const ASKED = [0, 2, 4, 6];

function indexFiles(): ReadonlyMap<string, Uint8Array> {
  const words = new MiniSearch(WORD_OPTIONS);
  words.addAll(texts.map((text, id) => ({ id, title: '', text })));
  const tokens = toFewBits(new Float32Array(16).fill(0.25), shape.dimensions, shape.bits);
  const records = texts.map((text) => encodeRecord({ text, tokens }, shape));
  const head = gzipSync(
    encodeHead({
      pages: [{ id: '/a', url: '/a', title: 'A' }],
      passages: texts.map(() => ({ page: 0, heading: '', anchor: '' })),
      lengths: records.map(({ length }) => length),
      perShard: [texts.length],
      words: encodeWords(words.toJSON()),
      pooled: toFewBits(new Float32Array(8 * texts.length).fill(0.35), shape.pooledDimensions, shape.pooledBits),
    }),
  );
  const entry = (path: string, bytes: Uint8Array) => ({ path, bytes: bytes.length, sha256: sha256(bytes) });
  const shard = Buffer.concat(records);
  const manifest = {
    ...{ format: INDEX_FORMAT, model: 'tiny', fingerprint: 'f', pages: 1, passages: texts.length, shape },
    ...{ head: entry('head', head), shards: [entry('shard', shard)] },
  };
  return new Map([
    [MANIFEST, new TextEncoder().encode(JSON.stringify(manifest))],
    ['head', head],
    ['shard', shard],
  ]);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}

/** A server that answers when it is told to. `announces` is whether whole files come with `Accept-Ranges`. */
function serve({ announces, ranges }: { readonly announces: boolean; readonly ranges: boolean }) {
  const files = indexFiles();
  const waiting: (() => void)[] = [];
  const asked: string[] = [];
  const fetch: Fetch = async (url, init) => {
    const name = url.slice('https://site.test/'.length);
    const bytes = files.get(name)!;
    const range = new Headers(init?.headers).get('range');
    asked.push(name);
    if (name === 'shard') await new Promise<void>((resolve) => waiting.push(resolve));
    if (range === null || !ranges)
      return new Response(bytes as BufferSource, { headers: announces ? { 'Accept-Ranges': 'bytes' } : {} });
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range)!;
    return new Response(bytes.slice(Number(from), Number(to) + 1) as BufferSource, { status: 206 });
  };
  return { fetch, waiting, shardRequests: () => asked.filter((name) => name === 'shard').length };
}

async function answerAll(waiting: (() => void)[]): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    for (const answer of waiting.splice(0)) answer();
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Lets the server answer, and expects the texts of these passages. */
async function expectTexts(
  server: ReturnType<typeof serve>,
  passages: ReturnType<SiteIndex['passagesAt']>,
  asked: readonly number[],
): Promise<void> {
  await answerAll(server.waiting);
  expect((await passages).map(({ text }) => text)).toEqual(asked.map((i) => texts[i]));
}

test('requests all passages at once from a server that announces ranges, and prefetches them', async () => {
  const server = serve({ announces: true, ranges: true });
  const index = await SiteIndex.open('https://site.test/', server.fetch);
  index.prefetch(ASKED.slice(0, 2));
  expect(server.shardRequests()).toBe(2);
  const passages = index.passagesAt(ASKED);
  await new Promise((resolve) => setTimeout(resolve));
  expect(server.shardRequests()).toBe(4);
  await expectTexts(server, passages, ASKED);
});

test('asks for one passage first where the server has not announced ranges', async () => {
  const server = serve({ announces: false, ranges: true });
  const index = await SiteIndex.open('https://site.test/', server.fetch);
  index.prefetch(ASKED);
  expect(server.shardRequests()).toBe(0);
  const passages = index.passagesAt(ASKED);
  await new Promise((resolve) => setTimeout(resolve));
  expect(server.shardRequests()).toBe(1);
  await expectTexts(server, passages, ASKED);
  expect(server.shardRequests()).toBe(4);
});

test.each([[ASKED], [[7, ...ASKED]]])('fetches a shard once from a server without ranges: %j', async (asked) => {
  const server = serve({ announces: false, ranges: false });
  const index = await SiteIndex.open('https://site.test/', server.fetch);
  const passages = index.passagesAt(asked);
  await expectTexts(server, passages, asked);
  expect(server.shardRequests()).toBe(1);
});
