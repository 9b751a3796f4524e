/**
 * @file `npm test`: runs every check, the cheapest first, and prints the counts in the last line. `--every-gate`
 * (`npm run ok`) adds the checks that only a release needs. A failing step does not stop the next one.
 */
import process from 'node:process';
import { ensureBuilt } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { exitCode } from './run-node.mjs';
import { runVitest } from './vitest-counts.mjs';

/** @typedef {import('./vitest-counts.mjs').Counts} Counts */
/** @typedef {{ name: string, run: () => Promise<Counts> }} Step */

const bin = 'node_modules';

/** @type {readonly Step[]} */
const steps = [
  { name: 'Types', run: () => tool(['scripts/check-types.mjs']) },
  { name: 'Lint', run: lint },
  { name: 'Unit tests', run: () => runVitest('unit') },
  { name: 'Build', run: build },
  { name: 'Browser tests (WASM, and WebGPU on the software adapter)', run: () => runVitest('browser') },
  { name: 'End-to-end tests, over the built package', run: () => runVitest('e2e') },
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

/** @param {Step} step */
async function perform(step) {
  process.stdout.write(`\n=== ${step.name}\n`);
  const start = performance.now();
  const counts = await step.run().catch((/** @type {unknown} */ error) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return count(false);
  });
  process.stdout.write(
    `--- ${counts.failed === 0 ? 'ok' : 'FAILED'} in ${((performance.now() - start) / 1000).toFixed(1)} s\n`,
  );
  return counts;
}

const everyGate = process.argv.includes('--every-gate');
process.env['CHROMIUM_PATH'] = ensureChromium();

let passed = 0;
let failed = 0;
/** @type {string[]} */
const broken = [];
for (const step of everyGate ? [...steps, ...gates] : steps) {
  const counts = await perform(step);
  passed += counts.passed;
  failed += counts.failed;
  if (counts.failed > 0) broken.push(step.name);
}
if (broken.length > 0) process.stdout.write(`\nFailed: ${broken.join('; ')}\n`);
process.stdout.write(`\n${String(passed)} passed, ${String(failed)} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
