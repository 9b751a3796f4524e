/**
 * @file Runs each kind of contender of `npm run bench` once, with its page, its runtime and the models generated for
 * it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openContender, withBrowser } from '../bench/speed/browser';
import { EMBED, EXACT, PEER, WLLAMA, peerAtItsBest } from '../bench/speed/contenders';
import type { Contender } from '../bench/speed/contenders';
import { writePeerModels } from '../bench/speed/peer-models';
import type { RankFigures } from '../bench/speed/rounds';
import { ownSentences } from '../bench/speed/sentences';
import { withServer } from '../bench/speed/server';

const root = fileURLToPath(new URL('..', import.meta.url));
const passages = ownSentences(12);
let peers = '';

beforeAll(async () => {
  peers = await mkdtemp(join(tmpdir(), 'rankside-peers-'));
  await writePeerModels(root, peers);
});
afterAll(() => rm(peers, { recursive: true, force: true }));

function rankOnce(contender: Contender): Promise<RankFigures & { readonly top: readonly number[] }> {
  const folders = {
    ...{ dist: join(root, 'dist'), 'bench/page': join(root, 'bench/page'), peers },
    ort: join(root, 'node_modules/onnxruntime-web/dist'),
    transformers: join(root, 'node_modules/@huggingface/transformers/dist'),
    wllama: join(root, 'node_modules/@wllama/wllama/esm'),
  };
  return withServer({ folders, isolated: contender.load['worker'] === true }, ({ url }) =>
    withBrowser(async (browser) => {
      const page = await openContender(browser, url, contender.page);
      await page.call('load', contender.load);
      return page.call('rank', { query: 'how does a windmill work', passages, ...contender.rank });
    }),
  );
}

describe('the benchmark', () => {
  for (const contender of [EXACT, PEER, peerAtItsBest(2), EMBED, WLLAMA]) {
    it(`ranks with ${contender.title} under the strict content security policy`, async () => {
      const { firstMs, top10Ms, allMs, longestTaskMs, top } = await rankOnce(contender);
      expect(new Set(top).size).toBe(10);
      expect(top.every((index) => index < passages.length)).toBe(true);
      expect(firstMs).toBeGreaterThan(0);
      expect(firstMs).toBeLessThanOrEqual(top10Ms);
      expect(top10Ms).toBeLessThanOrEqual(allMs);
      expect(longestTaskMs).toBeGreaterThanOrEqual(0);
    });
  }
});
