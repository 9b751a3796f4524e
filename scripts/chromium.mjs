/** @file Finds a Chromium for the tests, and gets one where there is none. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright';
import { root } from './paths.mjs';

/** WebGPU on the software adapter, no sandbox (containers), and no request of its own. */
export const chromiumFlags = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

const systemNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @returns {string | undefined} the path of an executable that starts */
export function findChromium() {
  const asked = process.env['CHROMIUM_PATH'];
  if (asked !== undefined && asked !== '') {
    if (starts(asked)) return asked;
    throw new Error(`Expected CHROMIUM_PATH to name a Chromium that starts, got "${asked}"`);
  }
  return [...systemNames.flatMap(onPath), chromium.executablePath()].find(starts);
}

/** The same, after trying to install one: Playwright's own, then the system's. */
export function ensureChromium() {
  const found =
    findChromium() ??
    (playwrightInstalls() ? findChromium() : undefined) ??
    (aptInstalls() ? findChromium() : undefined);
  if (found !== undefined) return found;
  throw new Error(
    'Found no Chromium and could not get one. Install Chromium or Chrome and set CHROMIUM_PATH to its executable, ' +
      'or run `npx playwright install --with-deps chromium`',
  );
}

/** @param {string} name */
function onPath(name) {
  return (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => (folder === '' ? [] : [join(folder, name)]));
}

/**
 * A file that is there may be a stub that only says how to install the browser, or lack its libraries.
 *
 * @param {string} path
 */
function starts(path) {
  if (!existsSync(path)) return false;
  try {
    const version = execFileSync(path, ['--version'], {
      encoding: 'utf8',
      timeout: 20_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return version.includes('Chrom');
  } catch {
    return false;
  }
}

function playwrightInstalls() {
  return runs(process.execPath, [join(root, 'node_modules/playwright/cli.js'), 'install', 'chromium']);
}

function aptInstalls() {
  if (process.getuid?.() !== 0 || !onPath('apt-get').some(existsSync)) return false;
  return runs('apt-get', ['update']) && runs('apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function runs(command, args) {
  process.stderr.write(`Getting a Chromium: ${command} ${args.join(' ')}\n`);
  return spawnSync(command, args, { stdio: ['ignore', process.stderr, process.stderr], timeout: 600_000 }).status === 0;
}
