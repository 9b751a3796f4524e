/** @file Measures the wall-clock time per query: a few queries per method, after one for warming up. */
import type { MethodsContext, SetJob } from './job';
import { conditionsOf, openMethodBench } from './measure';

const QUERIES = 3;

/** @param machine a description of the machine */
export async function timeMethods(job: SetJob, context: MethodsContext, machine: string): Promise<void> {
  for (const contender of job.contenders) {
    const model = job.models.get(contender.modelKind);
    if (!model) continue;
    const conditions = conditionsOf(contender, model, job.depth);
    const bench = await openMethodBench(contender, model, conditions, context.create);
    const until = performance.now() + job.seconds * 1000;
    const clocks: number[] = [];
    try {
      for (const query of job.queries.slice(0, 1 + QUERIES)) {
        if (clocks.length > 1 && performance.now() > until) break;
        clocks.push((await bench.measure(job.set, query)).clock);
      }
    } finally {
      await bench.close();
    }
    const seconds = medianOf(clocks.length > 1 ? clocks.slice(1) : clocks);
    const timing = { ...conditions, set: job.name, queries: Math.max(1, clocks.length - 1), seconds, machine };
    const record = job.record();
    await job.keep({ ...record, timings: { ...record.timings, [contender.name]: timing } });
    context.stderr.write(`${job.name}, ${contender.name}: ${seconds.toFixed(2)} s per query\n`);
  }
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
