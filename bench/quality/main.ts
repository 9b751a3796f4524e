/**
 * @file `npm run eval`: measures every pass over every set into `quality.json`, then writes the report.
 *
 * The record is written after each pass, and measurements with the same model and settings are kept, so that an
 * interrupted run continues.
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Output } from '../../src/cli/command';
import { expectPositionals, parseCommandLine, positiveInteger } from '../../src/cli/parse-command-line';
import { embeddedModels } from '../../src/models/embedded';
import type { ModelCard } from '../../src/models/card';
import { fingerprint } from './fingerprint';
import type { Job } from './job';
import { nameOf } from './job';
import type { Outcome, QualityRecord } from './record';
import { currentOnly, isMeasured, readRecord, withPass, writeRecord } from './record';
import { inParallel } from './processes';
import { readReferences } from './references';
import { writeReport } from './report';
import { pick, planSets } from './sets';
import { passes } from './systems';
import { runCommand } from './run-command';

export { inProcess } from './processes';

const usage = `Usage: npm run eval -- [options]

Evaluates every system on every evaluation set and writes quality.json, QUALITY.md and plots. Earlier
measurements with the same model and settings are kept. A whole set takes minutes to an hour.

  --data <folder>      folder of sets.json and the sets (default: ../shared/data/eval)
  --out <folder>       where to write (default: bench; for a quick look node_modules/.cache/rankside/quality-look)
  --sets <a,b>         only these sets
  --systems <a,b>      only these systems (${passes.map(({ name }) => name).join(', ')})
  --queries <n>        only the first n judged queries of each set, for a quick look
  --jobs <n>           number of parallel processes (default: one per core)
  --fresh              repeat earlier measurements
`;

const options = {
  data: { type: 'string' },
  out: { type: 'string' },
  sets: { type: 'string' },
  systems: { type: 'string' },
  queries: { type: 'string' },
  jobs: { type: 'string' },
  fresh: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** Everything that `npm run eval` uses besides the evaluation sets; tests pass their own. */
export type QualityContext = {
  /** The project's folder. */
  readonly root: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly measure: (job: Job) => Promise<Outcome>;
};

/** Never throws. Returns 0 for success or missing data, 1 for a failure, and 2 for a usage error. */
export function runQuality(argv: readonly string[], context: QualityContext): Promise<0 | 1 | 2> {
  return runCommand(argv, { ...context, usage }, () => measureAndReport(parse(argv, context.root), context));
}

type Settings = ReturnType<typeof parse>;

function parse(argv: readonly string[], root: string) {
  const { values, positionals } = parseCommandLine(argv, options);
  expectPositionals(positionals, []);
  const queries = positiveInteger('--queries', values.queries, undefined);
  const bench = join(root, 'bench');
  const quickLook = join(root, 'node_modules/.cache/rankside/quality-look');
  return {
    data: values.data ?? join(root, '../shared/data/eval'),
    out: values.out ?? (queries === undefined ? bench : quickLook),
    references: join(bench, 'reference'),
    sets: values.sets?.split(','),
    systems: values.systems?.split(','),
    queries,
    jobs: positiveInteger('--jobs', values.jobs, availableParallelism()),
    fresh: values.fresh ?? false,
  };
}

async function measureAndReport(settings: Settings, context: QualityContext): Promise<void> {
  const chosen = pick(passes, settings.systems, 'system');
  const plans = await planSets(settings.data, { names: settings.sets, queries: settings.queries });
  if (!plans) {
    context.stdout.write(`Skipped: there is no ${join(settings.data, 'sets.json')}; --data may name another folder\n`);
    return;
  }
  const models = await fingerprints(context.root);
  const jobs = plans.flatMap((plan) => chosen.map((pass): Job => ({ plan, pass, model: models.get(pass.name)! })));
  const record = await measureMissing(jobs, settings, context);
  await writeReport(settings.out, currentOnly(record, models), await readReferences(settings.references));
  context.stdout.write(`Wrote ${join(settings.out, 'QUALITY.md')}\n`);
}

async function measureMissing(
  jobs: readonly Job[],
  settings: Settings,
  context: QualityContext,
): Promise<QualityRecord> {
  const path = join(settings.out, 'quality.json');
  let record = await readRecord(path);
  let writing = Promise.resolve();
  await inParallel(jobs, settings.jobs, async (job) => {
    if (!settings.fresh && isMeasured(record, job)) {
      context.stderr.write(`${nameOf(job)}: measured before\n`);
      return;
    }
    const outcome = await context.measure(job);
    record = withPass(record, job, outcome);
    writing = writing.then(() => writeRecord(path, record)); // one after another, because they write the same file
    await writing;
    context.stderr.write(`${nameOf(job)}: done in ${outcome.measured.cost.seconds.toFixed(0)} s\n`);
  });
  return record;
}

/** Returns the hash of each pass's model card, by the pass's name. */
async function fingerprints(root: string): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (const { name, options } of passes) {
    const folder = options.model in embeddedModels ? join(root, 'public/models', options.model) : options.model;
    const card = JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')) as ModelCard;
    hashes.set(name, fingerprint(card));
  }
  return hashes;
}
