/** @file Measures queries over passages with cached vectors: in memory, and from storage after a reload. */
import { openContender, withBrowser } from '../browser';
import type { ContenderPage } from '../browser';
import { withServer } from '../server';
import { spread } from '../stats';
import type { Spread } from '../stats';
import { makePassages } from '../text';
import { queryOf } from '../part-context';
import type { PartContext } from '../part-context';

export type PreparedPoint = {
  readonly count: number;
  /** The time until every vector is computed and stored, in milliseconds. */
  readonly prepareMs: number;
  /** The time of a query with all vectors in memory. */
  readonly queryMs: Spread;
  /** The time of the first query after a reload and the loading of the model, with vectors from storage. */
  readonly fromStorageMs: Spread;
};

const ROOM = { vectorCacheBytes: 2 ** 30, vectorStorageBytes: 2 ** 30, strategy: 'exact' };

export function prepared(context: PartContext, counts: readonly number[]): Promise<PreparedPoint[]> {
  return withServer({ folders: context.folders }, ({ url }) =>
    withBrowser(async (browser) => {
      const points: PreparedPoint[] = [];
      for (const count of counts) {
        const page = await openContender(browser, url, 'rankside');
        points.push(await onePoint(context, page, count));
        context.log(JSON.stringify(points.at(-1)));
        await page.close();
      }
      return points;
    }),
  );
}

async function onePoint(context: PartContext, page: ContenderPage, count: number): Promise<PreparedPoint> {
  const passages = makePassages(context.pool, { count, tokens: 160, seed: 90_000 + count });
  const query = async (round: number) =>
    (await page.call<{ allMs: number }>('rank', { query: queryOf(context, round), passages })).allMs;
  await page.call('load', ROOM);
  const made = await page.call<{ ms: number }>('prepare', { passages });
  await query(0); // this query also warms the kernel up
  const times = await inTurn(Math.max(5, context.rounds), (round) => query(round + 1));
  const stored = await inTurn(context.rounds, async (round) => {
    await page.reload();
    await page.call('load', ROOM);
    await page.call('rank', { query: queryOf(context, 20 + round), passages: ['The kernel is warm after this.'] });
    return query(30 + round);
  });
  return { count, prepareMs: made.ms, queryMs: spread(times), fromStorageMs: spread(stored) };
}

async function inTurn(times: number, work: (round: number) => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let round = 0; round < times; round++) values.push(await work(round));
  return values;
}
