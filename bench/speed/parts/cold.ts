/**
 * @file Measures the time from opening a page to its first ranking of 100 passages: without stored data, and again
 * after a reload. All files come from this machine, with brotli: once at full speed, and once over a line of 50 Mbit/s,
 * which separates the files that the first ranking needs from those that are loaded in the background.
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
import { queryOf } from '../part-context';
import type { PartContext } from '../part-context';
import { LIST } from './compare';

const LINE = { bytesPerSecond: 50e6 / 8 };

/**
 * `coldMs` and `warmMs` are the times from navigation to ten scores. `allBytes` are the bodies sent until all passages
 * have scores. `lineMs` and `lineBytes` are the time and the bodies until ten scores, over the line.
 */
export function cold(
  context: PartContext,
  contenders: readonly Contender[] = [AUTO, EXACT, FAST, PEER, BATCHES],
  warm = true,
): Promise<Outcome> {
  const served = { folders: context.folders, compress: keptBrotli(context.cache) };
  return withServer(served, (near) =>
    withServer({ ...served, ...LINE }, (far) =>
      withBrowser((browser) => visitAll(context, browser, { near, far }, contenders, warm)),
    ),
  );
}

async function visitAll(
  context: PartContext,
  browser: Browser,
  servers: Servers,
  contenders: readonly Contender[],
  warm: boolean,
) {
  const runs: Record<string, Record<string, number>[]> = {};
  await compressFiles(context, browser, servers.near.url, contenders);
  for (let round = 0; round < context.rounds; round++) {
    for (const contender of contenders) {
      const figures = await visits(context, browser, servers, contender, { round, warm });
      context.log(`${contender.id}, visit ${round + 1}: ${JSON.stringify(figures)}`);
      (runs[contender.id] ??= []).push(figures);
    }
  }
  return Object.fromEntries(Object.entries(runs).map(([id, each]) => [id, spreads(each)]));
}

/** Visits each page once without measuring, so that its files are compressed before the measurement. */
async function compressFiles(context: PartContext, browser: Browser, server: string, contenders: readonly Contender[]) {
  for (const contender of contenders) {
    const page = await emptyPage(browser);
    await page.goto(server, contender.page);
    await page.call('load', contender.load);
    await page.call('rank', { query: queryOf(context, 3), passages: ['A short passage.'], ...contender.rank });
    await page.close();
  }
}

type Servers = { readonly near: BenchServer; readonly far: BenchServer };

async function visits(
  context: PartContext,
  browser: Browser,
  { near, far }: Servers,
  contender: Contender,
  { round, warm }: { readonly round: number; readonly warm: boolean },
) {
  const page = await emptyPage(browser);
  const first = await visit(context, page, near.url, contender, round);
  const again = warm && (await visit(context, page, near.url, contender, round + 500));
  await page.close();
  const other = await emptyPage(browser);
  const distant = await visit(context, other, far.url, contender, round + 1000);
  await other.close();
  return {
    coldMs: first.ms,
    ...(again && { warmMs: again.ms }),
    allBytes: near.sentBetween(first.start, first.end),
    lineMs: distant.ms,
    lineBytes: far.sentBetween(distant.start, distant.start + distant.ms),
  };
}

/** Measures from navigation on: `ms` is the time until ten scores, and `end` the time when all scores exist. */
async function visit(context: PartContext, page: ContenderPage, server: string, contender: Contender, round: number) {
  const passages = makePassages(context.pool, { ...LIST, seed: 7000 + round });
  const start = Date.now();
  await page.goto(server, contender.page);
  await page.call('load', contender.load);
  const called = Date.now();
  const { firstMs } = await page.call<RankFigures>('rank', { query: queryOf(context, 3), passages, ...contender.rank });
  return { start, ms: called - start + firstMs, end: Date.now() };
}
