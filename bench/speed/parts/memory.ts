/** @file The most memory that each contender's processes held, from the system's own account (Linux), less that of an empty page. */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright';
import { launchBrowser, openContender } from '../browser';
import { AUTO, EMBED, EXACT, FAST, PEER, BATCHES } from '../contenders';
import type { Contender } from '../contenders';
import { serveBench } from '../server';
import { makePassages } from '../text';
import { queryOf } from '../world';
import type { World } from '../world';
import { LIST } from './compare';

const contenders = [AUTO, EXACT, FAST, PEER, BATCHES, EMBED];

/** Bytes by contender; undefined where the system does not tell. */
export async function memory(world: World): Promise<Record<string, number> | undefined> {
  if ((await peakOf(process.pid)) === undefined) return undefined;
  const server = await serveBench({ folders: world.folders });
  try {
    const made: Record<string, number> = {};
    const passages = makePassages(world.pool, { ...LIST, seed: 4 });
    for (const contender of contenders) {
      made[contender.id] = await peak(server.url, contender, { query: queryOf(world, 4), passages });
      world.log(`${contender.id}: ${(made[contender.id]! / 2 ** 20).toFixed(0)} MiB`);
    }
    return made;
  } finally {
    await server.close();
  }
}

async function peak(server: string, contender: Contender, job: object): Promise<number> {
  const { browser, close } = await launchBrowser();
  try {
    const page = await openContender(browser, server, contender.page);
    const before = await renderers(browser);
    await page.call('load', contender.load);
    await page.call('rank', { ...job, ...contender.rank });
    return (await renderers(browser)) - before;
  } finally {
    await close();
  }
}

/** The sum of the renderer processes' peaks. */
async function renderers(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const peaks = await Promise.all(processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => peakOf(id)));
  return peaks.reduce<number>((sum, each) => sum + (each ?? 0), 0);
}

/** VmHWM of `/proc`, in bytes. */
async function peakOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
