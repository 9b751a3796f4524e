/**
 * @file `npm run bench`: measures parts of the benchmark into `results.json` and writes the report, or prints the key
 * figures.
 */
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
import type { PartContext } from './part-context';

export { writePeerModels } from './peer-models';

const names = Object.keys(parts) as PartName[];
const usage = `Usage: npm run bench -- [options]

Compares rankside with other libraries in headless Chromium and writes results.json, SPEED.md and plots.
A full run takes an hour or more on two cores; measured parts replace their earlier results.

  --only <a,b>   only these parts (${names.join(', ')})
  --data <folder> folder with the texts of dl19 (default: ../shared/data/eval)
  --rounds <n>   runs of each contender (default: 5; quick: 3)
  --quick        print the key figures over 100 passages, in minutes, and write no files
  --json         with --quick: print JSON only
  --report       write the report from earlier results
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

/** Everything that the benchmark uses besides the evaluation sets. */
export type SpeedContext = {
  /** The project's folder. */
  readonly root: string;
  /** A folder that may be deleted. */
  readonly cache: string;
  readonly folders: PartContext['folders'];
  readonly stdout: Output;
  readonly stderr: Output;
};

/** Never throws. Returns 0 for success, 1 for a failure, and 2 for a usage error. */
export async function runSpeed(argv: readonly string[], context: SpeedContext): Promise<0 | 1 | 2> {
  try {
    const { values, positionals } = parseCommandLine(argv, options);
    expectPositionals(positionals, []);
    if (values.help) context.stdout.write(usage);
    else await runCommand(context, values);
    return 0;
  } catch (error) {
    context.stderr.write(`${errorText(error, true)}\n`);
    if (!(error instanceof UsageError)) return 1;
    context.stderr.write(usage);
    return 2;
  }
}

type Values = ReturnType<typeof parseCommandLine<typeof options>>['values'];

async function runCommand(context: SpeedContext, { quick = false, json = false, ...values }: Values): Promise<void> {
  const rounds = positiveInteger('--rounds', values.rounds, quick ? 3 : 5);
  const requested = values.report ? [] : expectParts(values.only?.split(',') ?? names);
  const part = await partContextOf(context, values.data ?? join(context.root, '../shared/data/eval'), rounds);
  if (quick) await printQuickLook(context, part, json);
  else await measure(context, part, requested);
}

function expectParts(requested: readonly string[]): readonly PartName[] {
  const unknown = requested.find((name) => !(name in parts));
  if (unknown === undefined) return requested as readonly PartName[];
  throw new UsageError(`Expected --only to name parts among ${names.join(', ')}, got "${unknown}"`);
}

async function measure(
  { root, stdout }: SpeedContext,
  context: PartContext,
  requested: readonly PartName[],
): Promise<void> {
  const folder = join(root, 'bench');
  let results: Results = await readResults(folder);
  for (const name of requested) {
    context.log(`Part ${name}`);
    const measured = await parts[name](context);
    results = {
      machine: await machine(context),
      parts: { ...results.parts, [name]: measured },
      loads: { ...results.loads, [name]: loadavg()[1]! },
    };
    await writeResults(folder, results);
  }
  await writeSpeedReport(folder, results);
  stdout.write(`Wrote ${join(folder, 'SPEED.md')}\n`);
}

async function printQuickLook({ stdout }: SpeedContext, context: PartContext, json: boolean): Promise<void> {
  const figures = await quickLook(context);
  const about = `Medians of ${context.rounds} runs on ${availableParallelism()} cores`;
  stdout.write(json ? `${JSON.stringify(figures)}\n` : `${JSON.stringify(figures, null, 2)}\n${about}\n`);
}

async function partContextOf(
  { root, cache, folders, stderr }: SpeedContext,
  data: string,
  rounds: number,
): Promise<PartContext> {
  const started = performance.now();
  const log = (line: string) => {
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    stderr.write(`${seconds.padStart(5)} s  ${line}\n`);
  };
  const [pool, countTokens] = await Promise.all([readTextPool(root, data), tokenCounter(root)]);
  return { folders, cache: join(cache, 'bench'), pool, countTokens, rounds, log };
}
