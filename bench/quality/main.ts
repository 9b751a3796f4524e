/**
 * @file `npm run eval`: every pass over every set into `quality.json`, a finished one at a time, then the report.
 *
 * What is there for the same model and settings is not measured again, so that a run which was stopped goes on.
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
import { currentOnly, isDone, readRecord, withPass, writeRecord } from './record';
import { inParallel } from './processes';
import { readReferences } from './references';
import { writeReport } from './report';
import { pick, planSets } from './sets';
import { passes } from './systems';
import { runCommand } from './run-command';

export { inProcess } from './processes';

const usage = `Usage: npm run eval -- [options]

Judges every system on every evaluation set and writes quality.json, QUALITY.md and plots. What was
measured before with the same model and settings is kept. Whole sets take minutes to an hour.

  --data <folder>      folder of sets.json and the sets (default: ../shared/data/eval)
  --out <folder>       where to write (default: bench; for a quick look node_modules/.cache/rankside/quality-look)
  --sets <a,b>         only these sets
  --systems <a,b>      only these systems (${passes.map(({ name }) => name).join(', ')})
  --queries <n>        a quick look: only the first n judged queries of each set
  --jobs <n>           processes side by side (default: one a core)
  --fresh              measure again what is there
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

/** What `npm run eval` stands on; tests bring their own. */
export type World = {
  /** The project's folder. */
  readonly root: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly measure: (job: Job) => Promise<Outcome>;
};

/** Never throws. 0: done, or no data to judge with. 1: failed. 2: called wrongly. */
export function runQuality(argv: readonly string[], world: World): Promise<0 | 1 | 2> {
  return runCommand(argv, { ...world, usage }, () => judge(parse(argv, world.root), world));
}

type Settings = ReturnType<typeof parse>;

function parse(argv: readonly string[], root: string) {
  const { values, positionals } = parseCommandLine(argv, options);
  expectPositionals(positionals, []);
  const queries = positiveInteger('--queries', values.queries, undefined);
  const whole = join(root, 'bench');
  const look = join(root, 'node_modules/.cache/rankside/quality-look');
  return {
    data: values.data ?? join(root, '../shared/data/eval'),
    out: values.out ?? (queries === undefined ? whole : look),
    references: join(whole, 'reference'),
    sets: values.sets?.split(','),
    systems: values.systems?.split(','),
    queries,
    jobs: positiveInteger('--jobs', values.jobs, availableParallelism()),
    fresh: values.fresh ?? false,
  };
}

async function judge(settings: Settings, world: World): Promise<void> {
  const chosen = pick(passes, settings.systems, 'system');
  const plans = await planSets(settings.data, { names: settings.sets, queries: settings.queries });
  if (!plans) {
    world.stdout.write(`Skipped: there is no ${join(settings.data, 'sets.json')}; --data may name another folder\n`);
    return;
  }
  const models = await fingerprints(world.root);
  const jobs = plans.flatMap((plan) => chosen.map((pass): Job => ({ plan, pass, model: models.get(pass.name)! })));
  const record = await measureMissing(jobs, settings, world);
  await writeReport(settings.out, currentOnly(record, models), await readReferences(settings.references));
  world.stdout.write(`Wrote ${join(settings.out, 'QUALITY.md')}\n`);
}

async function measureMissing(jobs: readonly Job[], settings: Settings, world: World): Promise<QualityRecord> {
  const path = join(settings.out, 'quality.json');
  let record = await readRecord(path);
  let writing = Promise.resolve();
  await inParallel(jobs, settings.jobs, async (job) => {
    if (!settings.fresh && isDone(record, job)) {
      world.stderr.write(`${nameOf(job)}: measured before\n`);
      return;
    }
    const outcome = await world.measure(job);
    record = withPass(record, job, outcome);
    writing = writing.then(() => writeRecord(path, record)); // one at a time: they share a file
    await writing;
    world.stderr.write(`${nameOf(job)}: done in ${outcome.measured.cost.seconds.toFixed(0)} s\n`);
  });
  return record;
}

/** Hash of the card of each pass's model, by the pass's name. */
async function fingerprints(root: string): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (const { name, options } of passes) {
    const folder = options.model in embeddedModels ? join(root, 'public/models', options.model) : options.model;
    const card = JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')) as ModelCard;
    hashes.set(name, fingerprint(card));
  }
  return hashes;
}
