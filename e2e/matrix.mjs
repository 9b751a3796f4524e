/**
 * @file `node e2e/matrix.mjs [name…]` installs the packed package in projects of several bundlers and of none, builds
 * them, opens them in Chromium and ranks. It prints a table. It installs from the registry and takes minutes, so it is
 * not part of the tests.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { pack } from '../scripts/pack.mjs';
import { answer, serve } from '../scripts/serve.mjs';

const run = promisify(execFile);
const here = (path) => fileURLToPath(new URL(`matrix/${path}`, import.meta.url));

/**
 * `built` is the folder to serve. `bare` projects have no bundler, so the files are copied beside the page. `policy`
 * says whether the server sends its strict content security policy. `page` is copied into `built`.
 */
const CASES = [
  { name: 'vite', title: 'Vite 8, small files inlined (`assetsInlineLimit`)', built: 'dist', policy: true },
  { name: 'vite7', title: 'Vite 7', built: 'dist', policy: true },
  { name: 'vite6', title: 'Vite 6', built: 'dist', policy: true },
  { name: 'vite5', title: 'Vite 5', built: 'dist', policy: true },
  { name: 'esbuild', title: 'esbuild, with `assets`', built: 'dist', page: true, policy: true },
  { name: 'rollup', title: 'Rollup 4, with `assets`', built: 'dist', page: true, policy: true },
  { name: 'bun', title: 'Bun, with `assets`', built: 'dist', page: true, policy: true },
  { name: 'webpack', title: 'webpack 5', built: 'dist', page: true, policy: true },
  { name: 'next', title: 'Next.js 16 (Turbopack), imported on the server', built: 'dist', policy: false },
  { name: 'astro', title: 'Astro 5 (Vite 6), imported on the server', built: 'dist', policy: false },
  { name: 'sveltekit', title: 'SvelteKit 2 (Vite 7), imported on the server', built: 'dist', policy: false },
  { name: 'angular', title: 'Angular 21, with `assets`', built: 'dist', policy: false },
  { name: 'extension', title: 'extension page, Manifest V3', bare: true, policy: true },
  { name: 'plain', title: 'plain page, no bundler', bare: true, policy: true },
];

const wanted = process.argv.slice(2);
const cases = CASES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const work = await mkdtemp(join(tmpdir(), 'rankside-matrix-'));
try {
  const tarball = await pack(work);
  const rows = [];
  for (const each of cases) {
    process.stderr.write(`${each.title}\n`);
    rows.push(await attempt(each, tarball));
  }
  const lines = rows.map(
    ({ title, policy, outcome }) => `| ${title} | ${policy ? 'strict' : 'its own inline scripts'} | ${outcome} |`,
  );
  process.stdout.write(['| project | policy | outcome |', '|---|---|---|', ...lines, ''].join('\n'));
  process.exitCode = rows.every(({ ok }) => ok) ? 0 : 1;
} finally {
  await rm(work, { recursive: true, force: true });
}

async function attempt(each, tarball) {
  try {
    const folder = await prepare(each, tarball);
    const text = await (each.name === 'extension' ? openExtension(folder) : openSite(each, folder));
    if (text.startsWith('failed')) throw new Error(text);
    const answer = JSON.parse(text);
    const ok = answer.first === 1 && answer.complete;
    return {
      ...each,
      ok,
      outcome: `${ok ? 'ranks' : 'ranks wrongly'}: ${answer.model}, ${answer.device}, ${answer.engine}`,
    };
  } catch (error) {
    const output = `${error.stdout ?? ''}${error.stderr ?? ''}` || String(error.message ?? error);
    process.stderr.write(`${output}\n`);
    return { ...each, ok: false, outcome: `fails: ${output.replace(/\s+/g, ' ').slice(0, 200)}` };
  }
}

/** @returns the folder to serve */
async function prepare({ name, built, bare, page }, tarball) {
  const folder = join(work, name);
  await cp(here(name), folder, { recursive: true });
  await cp(here('rank.js'), join(folder, 'rank.js'));
  if (bare) {
    await install(folder, tarball, ['--offline']);
    await run(process.execPath, ['node_modules/rankside/dist/cli.js', 'copy', 'rankside'], { cwd: folder });
    const rank = await readFile(join(folder, 'rank.js'), 'utf8');
    await writeFile(join(folder, 'rank.js'), rank.replace("'rankside'", "'./rankside/index.js'"));
    await rm(join(folder, 'node_modules'), { recursive: true });
    return folder;
  }
  await install(folder, tarball, []);
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ASTRO_TELEMETRY_DISABLED: '1' };
  await run('npm', ['run', 'build'], { cwd: folder, env, maxBuffer: 2 ** 26 });
  if (page) await cp(join(folder, 'index.html'), join(folder, 'dist/index.html'));
  return join(folder, built);
}

function install(folder, tarball, options) {
  const args = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', ...options, tarball];
  return run('npm', args, { cwd: folder, maxBuffer: 2 ** 26 });
}

async function openSite({ policy }, folder) {
  const server = await (policy ? serve(folder) : serveFreely(folder));
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    return await outputOf(page);
  } finally {
    await Promise.all([browser.close(), server.close()]);
  }
}

/** Serves without a content security policy, for pages with inline scripts. */
async function serveFreely(folder) {
  const server = createServer((request, response) => void answer(folder, request, response, {}));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

async function openExtension(folder) {
  const context = await chromium.launchPersistentContext('', {
    executablePath: ensureChromium(),
    args: [...chromiumFlags, '--headless=new', `--disable-extensions-except=${folder}`, `--load-extension=${folder}`],
    ignoreDefaultArgs: ['--disable-extensions', '--headless=old'],
  });
  try {
    const page = await context.newPage();
    const id = await extensionId(page);
    await page.goto(`chrome-extension://${id}/page.html`);
    return await outputOf(page);
  } finally {
    await context.close();
  }
}

/**
 * Reads the id from the browser's list of extensions, the only place where an extension without a background script
 * appears.
 */
async function extensionId(page) {
  await page.goto('chrome://extensions');
  return page.evaluate(async () => (await chrome.developerPrivate.getExtensionsInfo())[0].id);
}

async function outputOf(page) {
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  const output = page.locator('output:not(:empty)');
  await output.waitFor({ timeout: 120_000 }).catch((error) => {
    throw new Error([...problems, String(error)].join('\n'));
  });
  return (await output.textContent()) ?? '';
}
