/**
 * @file The logits of candidates of the training pool's held-out queries, as the kernel computes them.
 * `rankside_training.multilingual.calibrate` fits the card's calibration and threshold to them.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createNodeReranker } from '../../src/cli/node-reranker';
import type { MultilingualContext } from './context';

type Pair = { readonly q: string; readonly pos: readonly string[]; readonly neg: readonly string[] };
type Text = { readonly id: string; readonly title: string; readonly text: string };
/** The logits of a query's candidates, by the share of the cosine. */
type Row = { readonly source: string; readonly query: string; readonly logits: Record<string, number[]> };
type Item = { readonly source: string; readonly query: string; readonly passages: readonly Text[] };

/** One pair in ten of each source is held out of training, as in `rankside_training.data.pool`. */
const HELD_OUT = 10;
const NEGATIVES = 5;
const LONGEST_QUERY = 400;

/** @param shares shares of the cosine in a score. Each is measured; the passages are encoded anew for each. */
export async function writeLogits(
  out: string,
  options: {
    readonly pool: string;
    readonly model: string;
    readonly queries: number;
    readonly shares: readonly number[];
  },
  { assets, stdout }: MultilingualContext,
): Promise<void> {
  const items = await readItems(options.pool, options.queries);
  const rows = items.map(({ source, query }): Row => ({ source, query, logits: {} }));
  for (const share of options.shares) {
    // Without a calibration scores are logits, and the golden pairs are of the card's own share.
    const card = { exits: [{ depth: 12, cosine: share, maxsim: 1 - share }], golden: [] };
    const reranker = await createNodeReranker({ model: options.model, card }, assets);
    for (const [index, { query, passages }] of items.entries()) {
      const { results } = await reranker.rerank(query, passages, { fusion: 'none' });
      const logits = new Array<number>(passages.length);
      for (const result of results) logits[result.index] = result.score ?? NaN;
      rows[index]!.logits[share] = logits;
    }
    await reranker.dispose();
    await writeFile(out, JSON.stringify(rows));
    stdout.write(`cosine ${share}: ${items.length} queries\n`);
  }
}

/** The first passage of each item answers its query. */
async function readItems(pool: string, queries: number): Promise<Item[]> {
  const items: Item[] = [];
  for (const name of (await readdir(join(pool, 'pairs'))).sort()) {
    const texts = new Map((await lines<Text>(join(pool, 'passages', name))).map((text) => [text.id, text]));
    const pairs = (await lines<Pair>(join(pool, 'pairs', name))).filter(
      ({ q, neg }, index) => index % HELD_OUT === 0 && neg.length > 0 && q.length <= LONGEST_QUERY,
    );
    const step = Math.max(1, pairs.length / queries);
    for (let index = 0; index < Math.min(queries, pairs.length); index++) {
      const { q, pos, neg } = pairs[Math.floor(index * step)]!;
      const passages = [pos[0]!, ...neg.slice(0, NEGATIVES)].map((id) => texts.get(id)!);
      items.push({ source: name.split('.')[0]!, query: q, passages });
    }
  }
  return items;
}

async function lines<T>(path: string): Promise<T[]> {
  const text = gunzipSync(await readFile(path)).toString();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
