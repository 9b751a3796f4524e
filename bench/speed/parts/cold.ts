/**
 * @file From opening a page to its first ranking of 100 passages: with nothing stored, and again after a reload. Everything comes from this
 * machine, with brotli: once as fast as it can, once over a line of 50 Mbit/s, where what is loaded in the background tells itself from what
 * the first ranking waits for.
 */
import type { Browser } from 'playwright';
import { keptBrotli } from '../brotli';
import { emptyPage, withBrowser } from '../browser';
import type { ContenderPage } from '../browser';
import type { Contender } from '../contenders';
import { AUTO, BATCHES, EXACT, FAST, PEER } from '../contenders';
import type { Outcome, RankFigures } from '../rounds';
import { withServer } from '../server';
import type { BenchServer } from '../server';
import { spreads } from '../stats';
import { makePassages } from '../text';
import { queryOf } from '../world';
import type { World } from '../world';
import { LIST } from './compare';

const LINE = { bytesPerSecond: 50e6 / 8 };

/**
 * `coldMs`, `warmMs`: from navigation to ten scores. `allBytes`: bodies sent until all passages had scores. `lineMs`, `lineBytes`: until ten
 * scores, over the line.
 */
export function cold(
  world: World,
  contenders: readonly Contender[] = [AUTO, EXACT, FAST, PEER, BATCHES],
  warm = true,
): Promise<Outcome> {
  const served = { folders: world.folders, compress: keptBrotli(world.cache) };
  return withServer(served, (near) =>
    withServer({ ...served, ...LINE }, (far) =>
      withBrowser((browser) => visitAll(world, browser, { near, far }, contenders, warm)),
    ),
  );
}

async function visitAll(
  world: World,
  browser: Browser,
  servers: Servers,
  contenders: readonly Contender[],
  warm: boolean,
) {
  const runs: Record<string, Record<string, number>[]> = {};
  await compressFiles(world, browser, servers.near.url, contenders);
  for (let round = 0; round < world.rounds; round++) {
    for (const contender of contenders) {
      const figures = await visits(world, browser, servers, contender, { round, warm });
      world.log(`${contender.id}, visit ${round + 1}: ${JSON.stringify(figures)}`);
      (runs[contender.id] ??= []).push(figures);
    }
  }
  return Object.fromEntries(Object.entries(runs).map(([id, each]) => [id, spreads(each)]));
}

/** A short visit to each, unmeasured: what it loads is then at hand in its compressed form. */
async function compressFiles(world: World, browser: Browser, server: string, contenders: readonly Contender[]) {
  for (const contender of contenders) {
    const page = await emptyPage(browser);
    await page.goto(server, contender.page);
    await page.call('load', contender.load);
    await page.call('rank', { query: queryOf(world, 3), passages: ['A short passage.'], ...contender.rank });
    await page.close();
  }
}

type Servers = { readonly near: BenchServer; readonly far: BenchServer };

async function visits(
  world: World,
  browser: Browser,
  { near, far }: Servers,
  contender: Contender,
  { round, warm }: { readonly round: number; readonly warm: boolean },
) {
  const page = await emptyPage(browser);
  const first = await visit(world, page, near.url, contender, round);
  const again = warm && (await visit(world, page, near.url, contender, round + 500));
  await page.close();
  const other = await emptyPage(browser);
  const distant = await visit(world, other, far.url, contender, round + 1000);
  await other.close();
  return {
    coldMs: first.ms,
    ...(again && { warmMs: again.ms }),
    allBytes: near.sentBetween(first.start, first.end),
    lineMs: distant.ms,
    lineBytes: far.sentBetween(distant.start, distant.start + distant.ms),
  };
}

/** From navigation on; `ms` until ten scores, `end` when all are there. */
async function visit(world: World, page: ContenderPage, server: string, contender: Contender, round: number) {
  const passages = makePassages(world.pool, { ...LIST, seed: 7000 + round });
  const start = Date.now();
  await page.goto(server, contender.page);
  await page.call('load', contender.load);
  const called = Date.now();
  const { firstMs } = await page.call<RankFigures>('rank', { query: queryOf(world, 3), passages, ...contender.rank });
  return { start, ms: called - start + firstMs, end: Date.now() };
}
