/**
 * @file From opening a page to its first ranking of 100 passages: with nothing stored, and again after a reload. Everything is served from this
 * machine with brotli, so a real network adds the more the more bytes there are.
 */
import type { Browser } from 'playwright';
import { keptBrotli } from '../brotli';
import { launchBrowser, openContender } from '../browser';
import type { ContenderPage } from '../browser';
import type { Contender } from '../contenders';
import { AUTO, BATCHES, EXACT, FAST, PEER } from '../contenders';
import type { Outcome, RankFigures } from '../rounds';
import { serveBench } from '../server';
import type { BenchServer } from '../server';
import { spreads } from '../stats';
import { makePassages } from '../text';
import { queryOf } from '../world';
import type { World } from '../world';
import { LIST } from './compare';

/** `coldMs`, `warmMs`: from navigation to ten scores. `coldBytes`, `warmBytes`: bodies as sent, until all passages had scores. */
export async function cold(
  world: World,
  contenders: readonly Contender[] = [AUTO, EXACT, FAST, PEER, BATCHES],
): Promise<Outcome> {
  const server = await serveBench({ folders: world.folders, compress: keptBrotli(world.cache) });
  const { browser, close } = await launchBrowser();
  const runs: Record<string, Record<string, number>[]> = {};
  try {
    // Unmeasured first round: files get compressed.
    for (let round = -1; round < world.rounds; round++) {
      for (const contender of contenders) {
        const figures = await visitTwice(world, browser, server, contender, round + 1);
        world.log(`${contender.id}, visit ${round + 1}: ${JSON.stringify(figures)}`);
        if (round >= 0) (runs[contender.id] ??= []).push(figures);
      }
    }
  } finally {
    await close();
    await server.close();
  }
  return Object.fromEntries(Object.entries(runs).map(([id, each]) => [id, spreads(each)]));
}

async function visitTwice(world: World, browser: Browser, server: BenchServer, contender: Contender, round: number) {
  server.takeSent();
  const start = Date.now();
  const page = await openContender(browser, server.url, contender.page);
  try {
    const coldMs = await firstRanking(world, page, contender, start, round);
    const coldBytes = server.takeSent().bytes;
    const again = Date.now();
    await page.reload();
    const warmMs = await firstRanking(world, page, contender, again, round + 500);
    return { coldMs, coldBytes, warmMs, warmBytes: server.takeSent().bytes };
  } finally {
    await page.close();
  }
}

async function firstRanking(world: World, page: ContenderPage, contender: Contender, start: number, round: number) {
  const passages = makePassages(world.pool, { ...LIST, seed: 7000 + round });
  await page.call('load', contender.load);
  const called = Date.now();
  const { firstMs } = await page.call<RankFigures>('rank', { query: queryOf(world, 3), passages, ...contender.rank });
  return called - start + firstMs;
}
