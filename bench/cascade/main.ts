/** @file Every set through the cascade of `base` and `fast`, and the report. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Output } from '../../src/cli/command';
import { createNodeReranker } from '../../src/cli/node-reranker';
import { expectPositionals, parseCommandLine } from '../../src/cli/parse-command-line';
import type { BeirSet } from '../../src/eval/beir';
import { queryMetrics } from '../../src/eval/metrics';
import { embeddedModels } from '../../src/models/embedded';
import { fittedOf } from '../../src/models/exits';
import { table } from '../quality/markdown';
import { planSets, readSet } from '../quality/sets';
import type { SetPlan } from '../quality/sets';
import { overlap, replay } from './replay';

export type World = {
  readonly root: string;
  readonly kept: string;
  readonly assets: URL;
  readonly stdout: Output;
  readonly stderr: Output;
};

const usage = `Usage: node bench/cascade.mjs [--data <folder>] [--sets <a,b>]

Replays the cascade of base and fast on every evaluation set and writes bench/CASCADE.md.
`;
const TOP = 10;
/** The first-pass model first, then the main model. */
const MODELS = ['fast', 'base'] as const;

type Line = Readonly<Record<'set' | 'queries' | 'candidates' | 'scored' | 'overlap' | 'differs' | 'estimated' | 'ndcg' | 'exact', string>>; // prettier-ignore

export async function runCascade(args: readonly string[], world: World): Promise<number> {
  const { values, positionals } = parseCommandLine(args, {
    data: { type: 'string' },
    sets: { type: 'string' },
    help: { type: 'boolean' },
  });
  expectPositionals(positionals, []);
  if (values.help) return (world.stdout.write(usage), 0);
  const data = values.data ?? join(dirname(world.root), 'shared/data/eval');
  const plans = await planSets(data, { names: values.sets?.split(',') });
  if (!plans) return (world.stderr.write(`There are no evaluation sets in ${data}\n`), 1);
  const lines: Line[] = [];
  for (const plan of plans) lines.push(await judge(plan, world));
  const text = report(lines);
  await writeFile(join(world.root, 'bench/CASCADE.md'), text);
  world.stdout.write(text);
  return 0;
}

async function judge(plan: SetPlan, world: World): Promise<Line> {
  const set = await readSet(plan);
  const [scout, main] = [await logitsOf(plan, set, MODELS[0], world), await logitsOf(plan, set, MODELS[1], world)];
  const fit = fittedOf(embeddedModels[MODELS[1]]!).cascade!;
  const queries = [...main.keys()].filter((query) => main.get(query)!.length > 2 * TOP - 1);
  const replays = queries.map((query) => {
    const run = replay(fit, { scout: scout.get(query)!, main: main.get(query)! }, TOP);
    const ids = (set.run.get(query) ?? []).slice(0, plan.candidates);
    const ndcg = (rows: readonly number[]) =>
      queryMetrics(rows.map((row) => ids[row]!), set.qrels.get(query) ?? new Map<string, number>(), plan.minGrade).ndcg10; // prettier-ignore
    return { ...run, candidates: ids.length, share: overlap(run), ndcg: ndcg(run.found), best: ndcg(run.exact) };
  });
  const mean = (of: (one: (typeof replays)[number]) => number, digits: number) =>
    (replays.reduce((sum, one) => sum + of(one), 0) / Math.max(1, replays.length)).toFixed(digits);
  return {
    set: plan.name,
    queries: String(replays.length),
    candidates: mean((one) => one.candidates, 0),
    scored: mean((one) => one.scored, 1),
    overlap: mean((one) => one.share, 3),
    differs: mean((one) => (one.share < 1 ? 1 : 0), 3),
    estimated: mean((one) => one.chance, 3),
    ndcg: mean((one) => one.ndcg, 4),
    exact: mean((one) => one.best, 4),
  };
}

/** Logits of every candidate, by query; from the last run where the model is the same. */
async function logitsOf(plan: SetPlan, set: BeirSet, model: string, world: World): Promise<Map<string, number[]>> {
  const weights = embeddedModels[model]!.variants[0]!.data[0]!.sha256.slice(0, 16);
  const file = join(world.kept, `${plan.name}-${plan.candidates}-${model}-${weights}.json`);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept) return new Map(Object.entries(JSON.parse(kept) as Record<string, number[]>));
  const reranker = await createNodeReranker({ model, vectorCacheBytes: 2 ** 31 }, world.assets);
  const found = new Map<string, number[]>();
  for (const [query, text] of set.queries) {
    const ids = (set.run.get(query) ?? []).slice(0, plan.candidates);
    if (ids.length === 0 || !set.qrels.has(query)) continue;
    const { results } = await reranker.rerank(text, ids.map((id) => set.corpus.get(id)!), { fusion: 'none' }); // prettier-ignore
    const logits = new Array<number>(ids.length);
    for (const { index, logit } of results) logits[index] = logit!;
    found.set(query, logits);
    world.stderr.write(`\r${plan.name}, ${model}: ${found.size} of ${set.qrels.size} queries`);
  }
  world.stderr.write('\n');
  await reranker.dispose();
  await mkdir(world.kept, { recursive: true });
  await writeFile(file, JSON.stringify(Object.fromEntries(found)));
  return found;
}

function report(lines: readonly Line[]): string {
  const heads = ['set', 'queries', 'candidates', 'scored by `base`', 'top ten found', 'differs', 'estimated', 'nDCG@10', '`exact`']; // prettier-ignore
  return `# The cascade, replayed

\`fast\` scores all candidates, \`base\` the survivors, until few of its top ten are expected to be missed (\`src/cascade/survivors.ts\`). Logits
are the shipped engine's; the fit is of held-out training queries and never saw these sets; the bar, 3% of the top ten, was lowered from 4% after a look at dl19. Written by \`node bench/cascade.mjs\`.

${table(
  heads,
  lines.map((line) => Object.values(line)),
)}

- **scored by \`base\`**: of a query's candidates, in the mean. **top ten found**: share of what \`exact\` has in its first ten.
- **differs**: share of queries whose first ten are not the same passages; **estimated**: what \`stats.chance\` said, in the mean.
- Queries with fewer than twenty candidates are left out: there is nothing to spare.
`;
}
