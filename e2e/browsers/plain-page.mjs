/** @file A plain page over the built package: ranks with both embedded models and reports the engines. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { dist } from '../../scripts/paths.mjs';

/** Writes the page and the files of the package. */
export async function makePlainPage(folder) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>rankside</title><link rel="icon" href="data:,">');
  await promisify(execFile)(process.execPath, [join(dist, 'cli.js'), 'copy', join(folder, 'rankside')]);
}

const RANK = `(async () => {
  const { createReranker } = await import('/rankside/index.js');
  const answers = [];
  for (const model of ['base', 'fast']) {
    const reranker = await createReranker({ model });
    const { results, stats } = await reranker.rerank('how long do cats sleep', [
      'The bond energy of nitrogen is very high.',
      'Cats sleep for most of the day, up to sixteen hours.',
    ], { explain: true });
    const { device, engine, selfTest, storage } = reranker.report;
    const right = results[0].index === 1 && stats.complete && Boolean(results[0].explanation);
    answers.push({ model, right, device, engine, storage, maxError: selfTest.maxError });
    await reranker.dispose();
  }
  return JSON.stringify(answers);
})()`;

export const PLAIN_HEAD = ['browser', 'model', 'device', 'engine', 'largest error of the self-test', 'storage'];

/** Returns one table row for each model, and whether its ranking was correct. */
export async function rankOnPlainPage(browser, url) {
  await browser.goTo(url);
  const answers = JSON.parse(await browser.evaluate(RANK));
  return answers.map(({ model, right, device, engine, maxError, storage }) => ({
    ok: right,
    cells: [right ? model : `${model}, WRONG`, device, engine, maxError.toFixed(5), storage],
  }));
}
