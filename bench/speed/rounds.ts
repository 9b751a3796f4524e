/**
 * @file Contenders in turn: in each round all of them rank the same new passages, every round starting with another one, so that what else the
 * machine does hits all alike.
 */
import type { Browser } from 'playwright';
import { openContender } from './browser';
import type { ContenderPage } from './browser';
import type { Contender } from './contenders';
import { spreads } from './stats';
import type { Spread } from './stats';
import { makePassages } from './text';
import { queryOf } from './world';
import type { World } from './world';

export type RankFigures = {
  readonly firstMs: number;
  readonly top10Ms: number;
  readonly allMs: number;
  readonly longestTaskMs: number;
  readonly longestFrameMs: number;
  readonly frames: number;
  readonly dropped: number;
};

/** By contender, then by figure. `secondMs`: another query over the same passages, all of whose vectors are in memory; `secondAtOnceMs`: right after the first. */
export type Outcome = Readonly<Record<string, Readonly<Record<string, Spread>>>>;

export type RoundsOptions = {
  readonly contenders: readonly Contender[];
  readonly count: number;
  readonly tokens: number;
  readonly rounds: number;
  /** Also another query over the same passages, where the contender keeps anything. */
  readonly second?: boolean;
  /** A contender whose first run takes longer than `ms` runs in the first `rounds` alone. */
  readonly slow?: { readonly ms: number; readonly rounds: number };
};

const WARM_UP = { count: 16, seed: 7 };

/** The pages of contenders that have been loaded and have ranked once, by contender. */
export async function openAll(
  world: World,
  browser: Browser,
  server: string,
  contenders: readonly Contender[],
): Promise<ReadonlyMap<Contender, ContenderPage>> {
  const pages = new Map<string, ContenderPage>();
  const opened = new Map<Contender, ContenderPage>();
  for (const contender of contenders) {
    const key = JSON.stringify([contender.page, contender.load]);
    let page = pages.get(key);
    if (!page) {
      page = await openContender(browser, server, contender.page);
      pages.set(key, page);
      const loaded = await page.call('load', contender.load);
      world.log(`${contender.title}: ${JSON.stringify(loaded)}`);
    }
    const passages = makePassages(world.pool, { ...WARM_UP, tokens: 160 });
    await page.call('rank', { query: queryOf(world, 1), passages, ...contender.rank });
    opened.set(contender, page);
  }
  return opened;
}

export async function runRounds(
  world: World,
  pages: ReadonlyMap<Contender, ContenderPage>,
  { contenders, count, tokens, rounds, second = false, slow = { ms: Infinity, rounds } }: RoundsOptions,
): Promise<Outcome> {
  const runs = new Map<string, Record<string, unknown>[]>(contenders.map(({ id }) => [id, []]));
  for (let round = 0; round < rounds; round++) {
    const passages = makePassages(world.pool, { count, tokens, seed: 1000 * count + 10 * tokens + round });
    for (const contender of rotated(contenders, round)) {
      const done = runs.get(contender.id)!;
      if (done.length >= slow.rounds && Number(done[0]!['allMs']) > slow.ms) continue;
      const page = pages.get(contender)!;
      await page.page.bringToFront();
      const query = queryOf(world, 2 * round);
      const figures: Record<string, unknown> = { ...(await page.call('rank', { query, passages, ...contender.rank })) };
      if (second && contender.keeps) {
        const again = (text: string) => page.call<RankFigures>('rank', { query: text, passages, ...contender.rank });
        const other = queryOf(world, 2 * round + 1);
        figures['secondAtOnceMs'] = (await again(other)).allMs;
        // What idle time would do, without the wait for it.
        if (contender.page === 'rankside') await page.call('prepare', { passages });
        figures['secondMs'] = (await again(`${other} again`)).allMs;
      }
      done.push(figures);
      world.log(`round ${round + 1}, ${count} × ${tokens}, ${contender.id}: ${JSON.stringify(figures)}`);
    }
  }
  return Object.fromEntries(Array.from(runs, ([id, each]) => [id, spreads(each)]));
}

function rotated<T>(list: readonly T[], by: number): T[] {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
