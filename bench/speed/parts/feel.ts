/**
 * @file Measures responsiveness: typing over a ranked list, scrolling while a list is ranked, and the time from an
 * abort to idle.
 */
import { openContender, withBrowser } from '../browser';
import type { ContenderPage } from '../browser';
import { withServer } from '../server';
import { spread, spreads } from '../stats';
import type { Spread } from '../stats';
import { makePassages } from '../text';
import { queryOf } from '../part-context';
import type { PartContext } from '../part-context';
import { LIST } from './compare';

export type Feel = Readonly<Record<string, Spread>>;

type Watched = {
  readonly ms: number;
  readonly dropped: number;
  readonly frames: number;
  readonly longestTaskMs: number;
};
type Typed = Watched & { readonly strokes: readonly number[] };

const TYPED = 'how do tides follow the moon';
/** The interval between the keystrokes of a fast typist. */
const STROKE_MS = 120;

export function feel(context: PartContext): Promise<Feel> {
  return withServer({ folders: context.folders }, ({ url }) =>
    withBrowser(async (browser) => {
      const page = await openContender(browser, url, 'rankside');
      await page.call('load', {});
      const rounds: Record<string, number>[] = [];
      for (let round = 0; round < context.rounds; round++) {
        rounds.push(await oneRound(context, page, round));
        context.log(JSON.stringify(rounds.at(-1)));
      }
      return spreads(rounds);
    }),
  );
}

async function oneRound(context: PartContext, page: ContenderPage, round: number): Promise<Record<string, number>> {
  const list = (seed: number) => makePassages(context.pool, { ...LIST, seed: 50_000 + 100 * round + seed });
  const query = queryOf(context, round);
  const kept = list(0);
  await page.call('rank', { query, passages: kept });
  await page.call('prepare', { passages: kept }); // in place of the encoding in idle time
  const aborted = await page.call<{ abortMs: number }>('abort', { query, fresh: list(1), kept: kept[0], afterMs: 300 });
  const typed = await page.call<Typed>('type', { query: TYPED, passages: kept, everyMs: STROKE_MS });
  const idle = await page.call<Watched>('scroll', { query, rows: kept, idleMs: 2000 });
  const busy = await page.call<Watched>('scroll', { query, rows: kept, passages: list(2) });
  return {
    ...aborted,
    strokeMs: spread(typed.strokes).median,
    worstStrokeMs: Math.max(...typed.strokes),
    droppedWhileTyping: typed.dropped,
    longestTaskWhileTypingMs: typed.longestTaskMs,
    droppedShareIdle: idle.dropped / (idle.frames + idle.dropped),
    droppedShareRanking: busy.dropped / (busy.frames + busy.dropped),
    longestTaskWhileScrollingMs: busy.longestTaskMs,
  };
}
