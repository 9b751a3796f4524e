/**
 * @file `npm test`: runs every check, the cheapest first, and prints the counts in the last line. `--every-gate`
 * (`npm run ok`) adds the checks that only a release needs. A failing step does not stop the next one. The two
 * steps that drive browsers run at the same time, since each of them spends much of its time waiting.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { ensureBuilt } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { cache } from './paths.mjs';
import { exitCode } from './run-node.mjs';
import { runVitest } from './vitest-counts.mjs';

/** @typedef {import('./vitest-counts.mjs').Counts} Counts */
/** @typedef {import('./run-node.mjs').Output} Output */
/** @typedef {{ name: string, run: (output: Output) => Promise<Counts> }} Step */

const bin = 'node_modules';

/** The steps of each group run at the same time. @type {readonly (readonly Step[])[]} */
const groups = [
  [{ name: 'Types', run: () => tool(['scripts/check-types.mjs']) }],
  [{ name: 'Lint', run: lint }],
  [{ name: 'Unit tests', run: (output) => runVitest('unit', output) }],
  [{ name: 'Build', run: build }],
  [
    {
      name: 'Browser tests (WASM, and WebGPU on the software adapter)',
      run: (output) => runVitest('browser', output),
    },
    { name: 'End-to-end tests, over the built package', run: (output) => runVitest('e2e', output) },
  ],
];

/** @type {readonly Step[]} */
const gates = [
  {
    name: 'Unused files, exports and dependencies',
    run: () => tool([`${bin}/knip/bin/knip.js`, '--config', 'config/knip.jsonc']),
  },
  { name: 'Package metadata', run: () => tool([`${bin}/publint/src/cli.js`, '--strict']) },
  {
    name: 'Package types',
    run: () => tool([`${bin}/@arethetypeswrong/cli/dist/index.js`, '--pack', '.', '--profile', 'esm-only']),
  },
  { name: 'Sizes', run: () => tool([`${bin}/size-limit/bin.js`]) },
];

/** Runs a tool, which counts as one test. @param {readonly string[]} args */
async function tool(args) {
  return count((await exitCode(process.execPath, args, { stdout: 'inherit' })) === 0);
}

async function lint() {
  const rules = await tool([`${bin}/eslint/bin/eslint.js`, '.', '--max-warnings', '0']);
  const format = await tool([`${bin}/prettier/bin/prettier.cjs`, '--check', '--log-level', 'warn', '.']);
  const circles = await tool([
    `${bin}/dependency-cruiser/bin/dependency-cruise.mjs`,
    ...['--config', 'config/dependency-cruiser.mjs', '--output-type', 'err'],
    ...['src', 'workers', 'bench', 'scripts', 'e2e', 'test'],
  ]);
  return count(rules.failed + format.failed + circles.failed === 0);
}

/** A build counts only if it fails. */
async function build() {
  await ensureBuilt({ demo: true });
  return { passed: 0, failed: 0 };
}

/** @param {boolean} passed */
function count(passed) {
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1 };
}

/**
 * @param {Step} step
 * @param {Output} output where the step's output goes; a file is printed when the step has ended
 */
async function perform({ name, run }, output = 'inherit') {
  const heading = `\n=== ${name}\n`;
  if (output === 'inherit') process.stdout.write(heading);
  const start = performance.now();
  const counts = await run(output).catch((/** @type {unknown} */ error) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return count(false);
  });
  if (output !== 'inherit') process.stdout.write(`${heading}${await readFile(output, 'utf8').catch(() => '')}`);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`--- ${name}: ${counts.failed === 0 ? 'ok' : 'FAILED'} in ${seconds} s\n`);
  return { name, ...counts };
}

/**
 * Performs steps at the same time. The first one prints as it runs, the others when they have ended.
 *
 * @param {readonly Step[]} together
 */
async function performTogether(together) {
  await mkdir(cache, { recursive: true });
  return Promise.all(
    together.map((step, i) => perform(step, i === 0 ? 'inherit' : join(cache, `step-${String(i)}.log`))),
  );
}

const everyGate = process.argv.includes('--every-gate');
process.env['CHROMIUM_PATH'] = ensureChromium();

/** @type {(Counts & { name: string })[]} */
const outcomes = [];
for (const group of groups) outcomes.push(...(await performTogether(group)));
for (const gate of everyGate ? gates : []) outcomes.push(await perform(gate));

const broken = outcomes.filter(({ failed }) => failed > 0);
const passed = outcomes.reduce((sum, each) => sum + each.passed, 0);
const failed = outcomes.reduce((sum, each) => sum + each.failed, 0);
if (broken.length > 0) process.stdout.write(`\nFailed: ${broken.map(({ name }) => name).join('; ')}\n`);
process.stdout.write(`\n${String(passed)} passed, ${String(failed)} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
