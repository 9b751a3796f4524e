/** @file The Evaluate view: the built-in questions, a folder in the BEIR format, and the reader's judgments. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { ask, demoUnderTest, drop, ready, readyToSearch, shoot, vectorsReady } from './demo-page';
import { HARBOUR_QUESTIONS, harbourFiles } from './harbour-files';

const demo = demoUnderTest();

/** nDCG@10 of BM25, of its first hits reranked and, for small sets, of all passages reranked. */
async function ndcg(page: Page): Promise<number[]> {
  await page.locator('.metrics').waitFor({ timeout: 120_000 });
  const figures = await page.locator('tr[data-metric="ndcg10"] td').allTextContents();
  return figures.slice(0, -1).map(Number);
}

/** Uses every other view once. */
async function walk(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Benchmark' }).click();
  await page.getByRole('button', { name: 'Measure' }).click();
  await page.locator('#benchmark-save').waitFor();
  await page.getByRole('link', { name: 'Documents' }).click();
  await drop(page, await harbourFiles(), '3 added.');
  await page.getByRole('link', { name: 'Search' }).click();
  const [{ query, answer }] = HARBOUR_QUESTIONS;
  await ask(page, query, answer);
  await page.locator('.card').first().getByRole('button', { name: 'Dogs on board' }).click();
  await page.locator('.sheet canvas').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Paste' }).click();
  await page.getByLabel('Your question').fill('why is my bread so dense');
  await page.locator('#paste-state', { hasText: 'passages ranked in' }).waitFor();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.locator('#engine-report', { hasText: 'Self-test' }).waitFor();
}

describe('Evaluate', () => {
  test('evaluates the built-in questions: reranking is at least as good as BM25', async () => {
    const page = await demo.open({ view: 'evaluate' });
    await readyToSearch(page);
    await vectorsReady(page); // the model and the files of the page have been loaded
    const { length: sent } = demo.sent;
    await page.getByRole('button', { name: 'Evaluate' }).click();
    const [bm25 = NaN, reranked = NaN, exhaustive = NaN] = await ndcg(page);
    expect(bm25).toBeGreaterThan(0.3);
    expect(reranked).toBeGreaterThanOrEqual(bm25);
    expect(exhaustive).toBeGreaterThanOrEqual(reranked);
    await shoot(page, 'evaluate-wide-light');
    await walk(page);
    expect(demo.sent.slice(sent)).toEqual([]);
  });

  test('reads a folder in the BEIR format, and reports a missing file', async () => {
    const page = await demo.open({ view: 'evaluate', collection: false });
    await ready(page);
    const folder = await mkdtemp(join(tmpdir(), 'rankside-beir-'));
    const lines = (rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
    const corpus = ['Cats sleep for most of the day.', 'The moon pulls the oceans.', 'Iron rusts in damp air.'];
    await writeFile(
      join(folder, 'corpus.jsonl'),
      lines(corpus.map((text, at) => ({ _id: `d${at}`, title: '', text }))),
    );
    await choose(page, folder);
    await page.locator('#evaluate-line', { hasText: 'Expected queries.jsonl in the folder' }).waitFor();
    await writeFile(join(folder, 'queries.jsonl'), lines([{ _id: 'q1', text: 'why are there tides in the oceans' }]));
    await mkdir(join(folder, 'qrels'));
    await writeFile(join(folder, 'qrels', 'dev.tsv'), 'query-id\tcorpus-id\tscore\nq1\td2\t1\n');
    await writeFile(join(folder, 'qrels', 'test.tsv'), 'query-id\tcorpus-id\tscore\nq1\td1\t1\n');
    await choose(page, folder);
    expect(await ndcg(page)).toEqual([1, 1, 1]);
    expect(await page.locator('#evaluate-line').textContent()).toMatch(
      /^1 question over rankside-beir-\w+ \(test\), 3 passages/,
    );
    expect(await page.locator('#evaluate-report').textContent()).not.toContain('confidence interval');
    await rm(join(folder, 'queries.jsonl'));
    await choose(page, folder);
    await page.locator('#evaluate-line', { hasText: 'Expected queries.jsonl in the folder' }).waitFor();
    expect(await page.locator('#evaluate-report').textContent()).toBe('');
    await rm(folder, { recursive: true });
  });

  test('evaluates judgments that were made while searching', async () => {
    const page = await demo.open({ view: 'evaluate', collection: false });
    await ready(page);
    await page.getByLabel('Your own judgments').check();
    await page.getByRole('button', { name: 'Evaluate' }).click();
    await page.locator('#evaluate-line', { hasText: 'You have not marked any passage as relevant yet' }).waitFor();

    await drop(page, { 'pets.md': new Blob(['# Cats\n\nCats nap.\n\n# Dogs\n\nDogs bark at night.']) }, '1 added.');
    await page.getByRole('link', { name: 'Search' }).click();
    await page.getByLabel('Search your documents').fill('dogs at night');
    await page.getByRole('switch', { name: 'Judge results' }).check();
    await page.locator('#search-state', { hasText: 'read by the model' }).waitFor();
    const card = page.locator('.card', { hasText: 'Dogs bark' });
    await card.getByRole('button', { name: 'Relevant', exact: true }).click();
    expect(await card.getByRole('button', { name: 'Relevant', exact: true }).getAttribute('aria-pressed')).toBe('true');

    await page.getByRole('link', { name: 'Evaluate' }).click();
    await page.getByLabel('Your own judgments, 1 question').check();
    await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
    expect(await ndcg(page)).toEqual([1, 1, 1]);
  });

  test('keeps evaluations, saves them with the library, and reads them from the file', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    await drop(page, { 'pets.md': new Blob(['# Cats\n\nCats nap.\n\n# Dogs\n\nDogs bark at night.']) }, '1 added.');
    await page.evaluate(storeJudgment);
    await page.reload();
    await readyToSearch(page);
    await page.getByRole('link', { name: 'Evaluate' }).click();
    await page.getByLabel('Your own judgments, 1 question').check();
    await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
    expect(await ndcg(page)).toEqual([1, 1, 1]);

    await page.getByRole('link', { name: 'Documents' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the library as a file' }).click();
    const file = await (await download).path();
    await page.getByRole('button', { name: 'Remove pets.md' }).click();
    await page.getByText('There are no documents yet.').waitFor();
    // The judgment of the evaluation is gone, and so is the evaluation.
    expect(await page.locator('#evaluations-list li').count()).toBe(0);
    expect(await page.evaluate(() => JSON.stringify(Object.entries(localStorage)))).not.toContain('dogs at night');

    await page.locator('#choose-library').setInputFiles(file);
    await page.locator('#library-file-line', { hasText: '1 document and 1 evaluation read' }).waitFor();
    await page.reload();
    await readyToSearch(page);
    await page.getByRole('link', { name: 'Evaluate' }).click();
    expect(await page.locator('#evaluate-report').textContent()).toBe('');
    await page.getByRole('button', { name: /^\w+ \d+.*your own judgments, 1 question, base, nDCG@10/ }).click();
    expect(await ndcg(page)).toEqual([1, 1, 1]);
    await page.getByRole('button', { name: /^Remove .*your own judgments/ }).click();
    expect(await page.locator('#evaluations').isVisible()).toBe(false);
  });
});

function storeJudgment(): void {
  const judged = { grade: 1, text: 'Dogs bark at night.', document: 'pets.md' };
  localStorage.setItem('rankside-demo:judgments', JSON.stringify({ 'dogs at night': { any: judged } }));
}

async function choose(page: Page, folder: string): Promise<void> {
  await page.getByLabel('A folder in the BEIR format').check();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Evaluate' }).click();
  await (await chooser).setFiles(folder);
}
