/** @file What a person feels: typing over a ranked list, scrolling while a list is ranked, and how soon an abort is heard. */
import { launchBrowser, openContender } from '../browser';
import { serveBench } from '../server';
import { spread } from '../stats';
import type { Spread } from '../stats';
import { makePassages } from '../text';
import { queryOf } from '../world';
import type { World } from '../world';
import { LIST } from './compare';

export type Feel = Readonly<Record<string, Spread>>;

type Watched = { readonly ms: number; readonly dropped: number; readonly frames: number; readonly longestTaskMs: number };
type Typed = Watched & { readonly strokes: readonly number[] };

const TYPED = 'how do tides follow the moon';
/** Of a quick typist. */
const STROKE_MS = 120;

export async function feel(world: World): Promise<Feel> {
  const server = await serveBench({ folders: world.folders });
  const { browser, close } = await launchBrowser();
  try {
    const page = await openContender(browser, server.url, 'rankside');
    await page.call('load', {});
    const runs: Record<string, number[]> = {};
    const note = (figures: Readonly<Record<string, number>>) => {
      for (const [name, value] of Object.entries(figures)) (runs[name] ??= []).push(value);
    };
    for (let round = 0; round < world.rounds; round++) {
      const fresh = (seed: number) => makePassages(world.pool, { ...LIST, seed: 50_000 + 100 * round + seed });
      const query = queryOf(world, round);
      await page.call('rank', { query, passages: fresh(0) });
      note({ abortMs: (await page.call<{ abortMs: number }>('abort', { query, fresh: fresh(1), kept: fresh(0)[0], afterMs: 300 })).abortMs });
      const typed = await page.call<Typed>('type', { query: TYPED, passages: fresh(0), everyMs: STROKE_MS });
      note({
        strokeMs: spread(typed.strokes).median,
        worstStrokeMs: Math.max(...typed.strokes),
        droppedWhileTyping: typed.dropped,
        longestTaskWhileTypingMs: typed.longestTaskMs,
      });
      const rows = fresh(0);
      const idle = await page.call<Watched>('scroll', { query, rows, idleMs: 2000 });
      const busy = await page.call<Watched>('scroll', { query, rows, passages: fresh(2) });
      note({
        droppedShareIdle: idle.dropped / (idle.frames + idle.dropped),
        droppedShareRanking: busy.dropped / (busy.frames + busy.dropped),
        longestTaskWhileScrollingMs: busy.longestTaskMs,
      });
    }
    return Object.fromEntries(Object.entries(runs).map(([name, values]) => [name, spread(values)]));
  } finally {
    await close();
    await server.close();
  }
}
