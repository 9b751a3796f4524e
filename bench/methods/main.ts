/**
 * @file `node bench/methods.mjs`: measures every method on every set into `methods.json`, one query at a time, then
 * writes the report.
 *
 * Measurements under the same conditions are kept, so that an interrupted run continues.
 */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { errorText } from '../../src/cli/error-text';
import { expectPositionals, parseCommandLine, positiveInteger } from '../../src/cli/parse-command-line';
import { pick, planSets, readSet } from '../quality/sets';
import { baselinesOf } from './baselines';
import { contenders } from './contenders';
import type { Contender } from './contenders';
import type { MethodsContext, SetJob } from './job';
import { conditionsOf, openMethodBench } from './measure';
import { modelsOf } from './models';
import type { BenchModel } from './bench-model';
import { isThere } from './released-model';
import type { Conditions, MethodsRecord } from './record';
import { measuredBefore, readMethodsRecord, withBaselines, withMethod, writeMethodsRecord } from './record';
import { writeReport } from './report';
import { sampleOf } from './sample';
import { timeMethods } from './timing';
import { runCommand } from '../quality/run-command';

export { createCounted } from './counted';

const usage = `Usage: node bench/methods.mjs [options]

Runs every method with the best model for it, and writes methods.json, METHODS.md and a plot.
Measurements of earlier runs under the same conditions are kept.

  --data <folder>      folder of sets.json and the sets (default: ../shared/data/eval)
  --out <folder>       where to write (default: bench)
  --sets <a,b>         only these sets (default: dl19,scifact)
  --methods <a,b>      only these methods
  --depth <n>          candidates re-ranked (default: 20)
  --queries <n>        queries of each set (default: 43)
  --seconds <n>        time limit of a method on a set; the next run continues (default: 180)
  --lm <folder>        a language model with a card in place of the released one
  --time               measure wall-clock time over 3 queries per method in place of quality, on a quiet machine
  --report             write the report from earlier measurements
`;

const options = {
  data: { type: 'string' },
  out: { type: 'string' },
  sets: { type: 'string' },
  methods: { type: 'string' },
  depth: { type: 'string' },
  queries: { type: 'string' },
  seconds: { type: 'string' },
  lm: { type: 'string' },
  time: { type: 'boolean' },
  report: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** Never throws. Returns 0 for success or missing data, 1 for a failure, and 2 for a usage error. */
export function runMethods(argv: readonly string[], context: MethodsContext): Promise<0 | 1 | 2> {
  return runCommand(argv, { ...context, usage }, () => run(parse(argv, context.root), context));
}

type Settings = ReturnType<typeof parse>;

function parse(argv: readonly string[], root: string) {
  const { values, positionals } = parseCommandLine(argv, options);
  expectPositionals(positionals, []);
  return {
    data: values.data ?? join(root, '../shared/data/eval'),
    out: values.out ?? join(root, 'bench'),
    sets: values.sets?.split(',') ?? ['dl19', 'scifact'],
    contenders: pick(contenders, values.methods?.split(','), 'method'),
    depth: positiveInteger('--depth', values.depth, 20),
    queries: positiveInteger('--queries', values.queries, 43),
    seconds: positiveInteger('--seconds', values.seconds, 180),
    lm: values.lm,
    time: values.time ?? false,
    report: values.report ?? false,
  };
}

async function run(settings: Settings, context: MethodsContext): Promise<void> {
  const plans = await planSets(settings.data, { names: settings.sets });
  if (!plans) {
    context.stdout.write(`Skipped: there is no ${join(settings.data, 'sets.json')}; --data may name another folder\n`);
    return;
  }
  const models = await modelsOf(context.root, settings.lm);
  const path = join(settings.out, 'methods.json');
  let record = await readMethodsRecord(path);
  const keep = async (changed: MethodsRecord) => writeMethodsRecord(path, (record = changed));
  for (const plan of settings.report ? [] : plans) {
    const set = await readSet(plan);
    const queries = sampleOf(set, settings.queries);
    const job = { ...settings, name: plan.name, set, queries, models, keep, record: () => record };
    if (settings.time) {
      await timeMethods(job, context, `${cpus()[0]?.model ?? 'unknown'}, one core`);
      break;
    }
    const known = Object.keys(record.sets[plan.name]?.baselines ?? {});
    const all = [...new Set([...known, ...queries])];
    await keep(withBaselines(record, plan.name, baselinesOf(set, all, settings.depth)));
    await measureAll(job, context);
  }
  await writeReport(settings.out, record, models, settings.depth);
  context.stdout.write(`Wrote ${join(settings.out, 'METHODS.md')}\n`);
}

async function measureAll(job: SetJob, context: MethodsContext): Promise<void> {
  for (const contender of job.contenders) {
    const model = job.models.get(contender.modelKind);
    if (!model) continue;
    if (!isThere(model)) {
      context.stderr.write(`Skipped ${contender.name}: there is no ${model.folder}\n`);
      continue;
    }
    const conditions = conditionsOf(contender, model, job.depth);
    const known = measuredBefore(job.record(), job.name, contender.name, conditions);
    const open = job.queries.filter((query) => !(query in known));
    try {
      if (open.length > 0) await measureQueries({ contender, model, conditions, open, known }, job, context);
    } catch (error) {
      // The failure of one method does not stop the others.
      context.stderr.write(`${job.name}, ${contender.name}: ${errorText(error, false)}\n`);
    }
  }
}

type Measurement = {
  readonly contender: Contender;
  readonly model: BenchModel;
  readonly conditions: Conditions;
  readonly open: readonly string[];
  readonly known: ReturnType<typeof measuredBefore>;
};

async function measureQueries(
  { contender, model, conditions, open, known }: Measurement,
  job: SetJob,
  context: MethodsContext,
): Promise<void> {
  const { name } = contender;
  const bench = await openMethodBench(contender, model, conditions, context.create);
  const until = performance.now() + job.seconds * 1000;
  const queries = { ...known };
  try {
    for (const query of open) {
      if (performance.now() > until) break;
      const { clock: _, ...found } = await bench.measure(job.set, query);
      queries[query] = found;
      await job.keep(withMethod(job.record(), job.name, name, { ...conditions, queries }));
    }
  } finally {
    await bench.close();
  }
  context.stderr.write(`${job.name}, ${name}: ${Object.keys(queries).length} of ${job.queries.length} queries\n`);
}
