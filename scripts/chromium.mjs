/** @file Finds a Chromium for the tests, and installs one if there is none. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright';
import { root } from './paths.mjs';

/** WebGPU on the software adapter, no sandbox (for containers), and no requests by the browser itself. */
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
    if (startsAsChromium(asked)) return asked;
    throw new Error(`Expected CHROMIUM_PATH to name a Chromium that starts, got "${asked}"`);
  }
  return [...systemNames.flatMap(pathCandidates), chromium.executablePath()].find(startsAsChromium);
}

/** Finds a Chromium, or installs one: Playwright's, else the system's package. @throws Error if neither works */
export function ensureChromium() {
  const found =
    findChromium() ??
    (installWithPlaywright() ? findChromium() : undefined) ??
    (installWithApt() ? findChromium() : undefined);
  if (found !== undefined) return found;
  throw new Error(
    'Found no Chromium and could not install one. Install Chromium or Chrome and set CHROMIUM_PATH to its ' +
      'executable, or run `npx playwright install --with-deps chromium`',
  );
}

/** @param {string} name */
function pathCandidates(name) {
  return (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => (folder === '' ? [] : [join(folder, name)]));
}

/**
 * Starts the file, since it may be a stub that only says how to install the browser, or may lack its libraries.
 *
 * @param {string} path
 */
function startsAsChromium(path) {
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

function installWithPlaywright() {
  return runInstaller(process.execPath, [join(root, 'node_modules/playwright/cli.js'), 'install', 'chromium']);
}

function installWithApt() {
  if (process.getuid?.() !== 0 || !pathCandidates('apt-get').some(existsSync)) return false;
  return (
    runInstaller('apt-get', ['update']) &&
    runInstaller('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'])
  );
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function runInstaller(command, args) {
  process.stderr.write(`Installing a Chromium: ${command} ${args.join(' ')}\n`);
  return spawnSync(command, args, { stdio: ['ignore', process.stderr, process.stderr], timeout: 600_000 }).status === 0;
}
