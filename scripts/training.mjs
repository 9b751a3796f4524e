/**
 * @file `npm run training`: lint and tests of the Python in `training/`, with what is installed. It says what is
 * missing and passes; `--require` makes whatever is missing a failure, for a machine that is meant to have everything.
 *
 * The interpreter is that of `PYTHON`, of `training/.venv`, or `python3`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** @typedef {{ name: string, packages: readonly string[], args: readonly string[] }} Step */

const folder = fileURLToPath(new URL('../training/', import.meta.url));
const own = `${folder}.venv/bin/python`;
const python = process.env['PYTHON'] ?? (existsSync(own) ? own : 'python3');

/** @type {readonly Step[]} */
const steps = [
  { name: 'Lint', packages: ['ruff'], args: ['-m', 'ruff', 'check', '.'] },
  { name: 'Format', packages: ['ruff'], args: ['-m', 'ruff', 'format', '--check', '.'] },
  { name: 'Tests', packages: ['pytest', 'numpy'], args: ['-m', 'pytest', '-q'] },
];

/** @param {readonly string[]} args @param {'inherit' | 'ignore'} stdio */
function succeeds(args, stdio) {
  return spawnSync(python, [...args], { cwd: folder, stdio }).status === 0;
}

/** @param {string} name */
const isInstalled = (name) => succeeds(['-c', `import ${name}`], 'ignore');

/** Returns the packages that a step lacks; all of them where there is no Python. @param {Step} step */
const missingOf = ({ packages }) => packages.filter((name) => !isInstalled(name));

let [failed, skipped] = [0, 0];
for (const step of steps) {
  const missing = missingOf(step);
  if (missing.length > 0) {
    process.stdout.write(`=== ${step.name}: skipped, ${python} has no ${missing.join(' and no ')}\n`);
    skipped += 1;
    continue;
  }
  process.stdout.write(`=== ${step.name}\n`);
  if (!succeeds(step.args, 'inherit')) failed += 1;
}
if (skipped > 0) process.stdout.write('training/requirements-check.txt lists what the skipped steps need.\n');
process.exitCode = failed > 0 || (skipped > 0 && process.argv.includes('--require')) ? 1 : 0;
