/** @file The package as its users get it: packed, installed and bundled by Vite, without options. */
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve } from '../scripts/serve.mjs';
import type { ConsumerProject } from './consumer-project';
import { createConsumerProject } from './consumer-project';
import { foreignRequests, launchChromium, openPage } from './launch';

let browser: Browser;
let project: ConsumerProject;

beforeAll(async () => {
  [browser, project] = await Promise.all([launchChromium(), createConsumerProject()]);
});

afterAll(async () => {
  await browser.close();
  await project.remove();
});

describe('a consumer’s app', () => {
  test('imports the entry in Node, as server-side rendering does', async () => {
    const code = "import('rankside').then((module) => console.log(typeof module.createReranker))";
    expect(await project.node(['--input-type=module', '--eval', code])).toBe('function\n');
  });

  test.each(['bundler', 'nodenext'])(
    'compiles under moduleResolution %s, including the declarations of libraries',
    async (resolution) => {
      expect(await project.typecheck(resolution)).toBe('');
    },
  );

  test('reranks after `vite build`, under a strict content security policy', async () => {
    await project.build();
    const server = await serve(join(project.folder, 'dist'));
    try {
      await expectRanking(server.url);
    } finally {
      await server.close();
    }
  });

  test('reranks under `vite dev`, where dependencies are pre-bundled', async () => {
    const server = await project.dev();
    try {
      await expectRanking(server.url);
    } finally {
      await server.stop();
    }
  });
});

async function expectRanking(url: string): Promise<void> {
  const { page, requests, problems } = await openPage(browser);
  await page.goto(url);
  const output = page.locator('output:not(:empty)');
  await output.waitFor({ timeout: 120_000 });
  const text = (await output.textContent()) ?? '';
  expect(problems).toEqual([]);
  expect(text).not.toMatch(/^failed/);
  const answer: unknown = JSON.parse(text);
  expect(answer).toMatchObject({ complete: true, model: 'base', device: 'wasm' });
  expect((answer as { ranking: number[] }).ranking[0]).toBe(1);
  expect(foreignRequests(requests, url)).toEqual([]);
  await page.context().close();
}
