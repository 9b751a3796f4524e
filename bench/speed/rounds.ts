/**
 * @file Runs contenders in turn: in each round all of them rank the same new passages, and every round starts with
 * another contender, so that other work on the machine affects all of them alike.
 */
import type { Browser } from 'playwright';
import { openContender } from './browser';
import type { ContenderPage } from './browser';
import type { Contender } from './contenders';
import { spreads } from './stats';
import type { Spread } from './stats';
import { makePassages } from './text';
import { queryOf } from './part-context';
import type { PartContext } from './part-context';

export type RankFigures = {
  readonly firstMs: number;
  readonly top10Ms: number;
  readonly allMs: number;
  readonly longestTaskMs: number;
  readonly longestFrameMs: number;
  readonly frames: number;
  readonly dropped: number;
};

/**
 * Figures by contender and name. `secondMs` is another query over the same passages, all of whose vectors are in
 * memory; `secondAtOnceMs` is the same right after the first query.
 */
export type Outcome = Readonly<Record<string, Readonly<Record<string, Spread>>>>;

export type RoundsOptions = {
  readonly contenders: readonly Contender[];
  readonly count: number;
  readonly tokens: number;
  readonly rounds: number;
  /** Whether contenders with a cache also rank the same passages for another query. */
  readonly second?: boolean;
  /** A contender whose first run takes longer than `ms` takes part in the first `rounds` only. */
  readonly slow?: { readonly ms: number; readonly rounds: number };
};

const WARM_UP = { count: 16, seed: 7 };

/** Opens the pages of contenders, which load their model and rank once. */
export async function openAll(
  context: PartContext,
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
      context.log(`${contender.title}: ${JSON.stringify(loaded)}`);
    }
    const passages = makePassages(context.pool, { ...WARM_UP, tokens: 160 });
    await page.call('rank', { query: queryOf(context, 1), passages, ...contender.rank });
    opened.set(contender, page);
  }
  return opened;
}

export async function runRounds(
  context: PartContext,
  pages: ReadonlyMap<Contender, ContenderPage>,
  { contenders, count, tokens, rounds, second = false, slow = { ms: Infinity, rounds } }: RoundsOptions,
): Promise<Outcome> {
  const runs = new Map<string, Record<string, unknown>[]>(contenders.map(({ id }) => [id, []]));
  for (let round = 0; round < rounds; round++) {
    const passages = makePassages(context.pool, { count, tokens, seed: 1000 * count + 10 * tokens + round });
    for (const contender of rotate(contenders, round)) {
      const done = runs.get(contender.id)!;
      if (done.length >= slow.rounds && Number(done[0]!['allMs']) > slow.ms) continue;
      const page = pages.get(contender)!;
      await page.page.bringToFront();
      const query = queryOf(context, 2 * round);
      const figures: Record<string, unknown> = { ...(await page.call('rank', { query, passages, ...contender.rank })) };
      if (second && contender.hasCache) {
        const again = (text: string) => page.call<RankFigures>('rank', { query: text, passages, ...contender.rank });
        const other = queryOf(context, 2 * round + 1);
        figures['secondAtOnceMs'] = (await again(other)).allMs;
        // The library encodes the remaining passages in idle time; `prepare` does so without the wait.
        if (contender.page === 'rankside') await page.call('prepare', { passages });
        figures['secondMs'] = (await again(`${other} again`)).allMs;
      }
      done.push(figures);
      context.log(`round ${round + 1}, ${count} × ${tokens}, ${contender.id}: ${JSON.stringify(figures)}`);
    }
  }
  return Object.fromEntries(Array.from(runs, ([id, each]) => [id, spreads(each)]));
}

function rotate<T>(list: readonly T[], by: number): T[] {
  const start = by % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}
