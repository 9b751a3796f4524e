/** @file `npm run bench`: parts of the benchmark into `results.json`, then the report; or a quick look at the figures that count. */
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import type { Output } from '../../src/cli/command';
import { errorText } from '../../src/cli/error-text';
import { expectPositionals, parseCommandLine, positiveInteger } from '../../src/cli/parse-command-line';
import { UsageError } from '../../src/cli/usage-error';
import { machine } from './machine';
import { parts } from './parts';
import type { PartName } from './parts';
import { quickLook } from './quick';
import { readResults, writeResults } from './results';
import type { Results } from './results';
import { writeSpeedReport } from './report';
import { readTextPool, tokenCounter } from './text-pool';
import type { World } from './world';

export { writePeerModels } from './peer-models';

const names = Object.keys(parts) as PartName[];
const usage = `Usage: npm run bench -- [options]

Measures rankside beside other libraries in headless Chromium and writes results.json, SPEED.md and
plots. All of it takes an hour or more on two cores; a part that is measured replaces what was there.

  --only <a,b>   only these parts (${names.join(', ')})
  --data <folder> texts of dl19, where it has them (default: ../shared/data/eval)
  --rounds <n>   runs of each contender (default: 5; quick: 3)
  --quick        the figures that count, over 100 passages, in minutes; writes no files
  --json         with --quick: as JSON, and nothing else, on stdout
  --report       measure nothing, write the report anew
`;

const options = {
  only: { type: 'string' },
  data: { type: 'string' },
  rounds: { type: 'string' },
  quick: { type: 'boolean' },
  json: { type: 'boolean' },
  report: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** What the benchmark needs from outside. */
export type Ground = {
  /** The project's folder. */
  readonly root: string;
  /** May be thrown away. */
  readonly cache: string;
  readonly folders: World['folders'];
  readonly stdout: Output;
  readonly stderr: Output;
};

/** Never throws. 0: done. 1: failed. 2: called wrongly. */
export async function runSpeed(argv: readonly string[], ground: Ground): Promise<0 | 1 | 2> {
  try {
    const { values, positionals } = parseCommandLine(argv, options);
    expectPositionals(positionals, []);
    if (values.help) ground.stdout.write(usage);
    else await work(ground, values);
    return 0;
  } catch (error) {
    ground.stderr.write(`${errorText(error, true)}\n`);
    if (!(error instanceof UsageError)) return 1;
    ground.stderr.write(usage);
    return 2;
  }
}

type Values = ReturnType<typeof parseCommandLine<typeof options>>['values'];

async function work(ground: Ground, { quick = false, json = false, ...values }: Values): Promise<void> {
  const rounds = positiveInteger('--rounds', values.rounds, quick ? 3 : 5);
  const wanted = values.report ? [] : expectParts(values.only?.split(',') ?? names);
  const world = await worldOf(ground, values.data ?? join(ground.root, '../shared/data/eval'), rounds);
  if (quick) await printQuickLook(ground, world, json);
  else await measure(ground, world, wanted);
}

function expectParts(asked: readonly string[]): readonly PartName[] {
  const unknown = asked.find((name) => !(name in parts));
  if (unknown === undefined) return asked as readonly PartName[];
  throw new UsageError(`Expected --only to name parts among ${names.join(', ')}, got "${unknown}"`);
}

async function measure({ root, stdout }: Ground, world: World, wanted: readonly PartName[]): Promise<void> {
  const folder = join(root, 'bench');
  let results: Results = await readResults(folder);
  for (const name of wanted) {
    world.log(`Part ${name}`);
    const measured = await parts[name](world);
    results = {
      machine: await machine(world),
      parts: { ...results.parts, [name]: measured },
      loads: { ...results.loads, [name]: loadavg()[1]! },
    };
    await writeResults(folder, results);
  }
  await writeSpeedReport(folder, results);
  stdout.write(`Wrote ${join(folder, 'SPEED.md')}\n`);
}

async function printQuickLook({ stdout }: Ground, world: World, json: boolean): Promise<void> {
  const figures = await quickLook(world);
  const about = `Medians of ${world.rounds} runs on ${availableParallelism()} cores`;
  stdout.write(json ? `${JSON.stringify(figures)}\n` : `${JSON.stringify(figures, null, 2)}\n${about}\n`);
}

async function worldOf({ root, cache, folders, stderr }: Ground, data: string, rounds: number): Promise<World> {
  const started = performance.now();
  const log = (line: string) => {
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    stderr.write(`${seconds.padStart(5)} s  ${line}\n`);
  };
  const [pool, countTokens] = await Promise.all([readTextPool(root, data), tokenCounter(root)]);
  return { folders, cache: join(cache, 'bench'), pool, countTokens, rounds, log };
}
