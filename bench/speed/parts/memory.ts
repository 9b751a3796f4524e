/** @file Measures the peak memory of each contender's processes, as Linux reports it, minus that of an empty page. */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright';
import { openContender, withBrowser } from '../browser';
import { AUTO, EMBED, EXACT, FAST, PEER, BATCHES } from '../contenders';
import type { Contender } from '../contenders';
import { withServer } from '../server';
import { makePassages } from '../text';
import { queryOf } from '../part-context';
import type { PartContext } from '../part-context';
import { LIST } from './compare';

const contenders = [AUTO, EXACT, FAST, PEER, BATCHES, EMBED];

/** Returns bytes by contender; `undefined` on other systems than Linux. */
export async function memory(context: PartContext): Promise<Record<string, number> | undefined> {
  if ((await peakOf(process.pid)) === undefined) return undefined;
  const job = { query: queryOf(context, 4), passages: makePassages(context.pool, { ...LIST, seed: 4 }) };
  return withServer({ folders: context.folders }, async ({ url }) => {
    const made: Record<string, number> = {};
    for (const contender of contenders) {
      const peak = await withBrowser((browser) => peakIn(browser, url, contender, job));
      made[contender.id] = peak;
      context.log(`${contender.id}: ${(peak / 2 ** 20).toFixed(0)} MiB`);
    }
    return made;
  });
}

async function peakIn(browser: Browser, server: string, contender: Contender, job: object): Promise<number> {
  const page = await openContender(browser, server, contender.page);
  const before = await renderers(browser);
  await page.call('load', contender.load);
  await page.call('rank', { ...job, ...contender.rank });
  return (await renderers(browser)) - before;
}

/** Returns the sum of the peaks of the renderer processes. */
async function renderers(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const peaks = await Promise.all(processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => peakOf(id)));
  return peaks.reduce<number>((sum, each) => sum + (each ?? 0), 0);
}

/** Returns VmHWM of `/proc`, in bytes. */
async function peakOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
