/** @file Evaluates released encoders on the kernel, and compares them with PyTorch query by query. */
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Output } from '../../src/cli/command';
import { createNodeReranker } from '../../src/cli/node-reranker';
import { expectPositionals, parseCommandLine } from '../../src/cli/parse-command-line';
import { readBeir } from '../../src/cli/read-beir';
import type { BeirSet } from '../../src/eval/beir';
import { bootstrapInterval } from '../../src/eval/bootstrap';
import { evaluate } from '../../src/eval/evaluate';
import { readReferences } from '../quality/references';
import type { Reference } from '../quality/references';

export type ReleasedContext = {
  readonly root: string;
  readonly assets: URL;
  readonly stdout: Output;
  readonly stderr: Output;
};

const usage = `Usage: node bench/released.mjs --models <folder> [--names <a,b>] [--data <folder>] [--set <name>]

Compares released sentence encoders on the kernel with PyTorch by nDCG@10. --models holds a folder for each model in the
layout of the Hugging Face hub: config.json, tokenizer.json, 1_Pooling/config.json, and model.safetensors or onnx/.
`;
const NAMES = 'all-MiniLM-L6-v2,e5-small-v2,bge-small-en-v1.5';
const CANDIDATES = 100;

export async function runReleased(args: readonly string[], context: ReleasedContext): Promise<number> {
  const { values, positionals } = parseCommandLine(args, {
    models: { type: 'string' },
    names: { type: 'string', default: NAMES },
    data: { type: 'string' },
    set: { type: 'string', default: 'dl19' },
    help: { type: 'boolean' },
  });
  expectPositionals(positionals, []);
  if (values.help || !values.models) return (context.stdout.write(usage), values.help ? 0 : 2);
  const folder = join(values.data ?? join(dirname(context.root), 'shared/data/eval'), values.set);
  if (!(await isThere(folder))) return (context.stderr.write(`Skipped: found no evaluation set in ${folder}\n`), 0);
  const set = await readBeir(folder);
  const references = await readReferences(join(context.root, 'bench/reference/released'));
  for (const name of values.names.split(',')) {
    const model = join(values.models, name);
    const reference = references.find(({ system }) => system === `released-${name}-torch`);
    if (!reference || !(await isThere(model))) {
      context.stdout.write(`${name}: skipped, ${reference ? `found no ${model}` : 'it has no reference'}\n`);
      continue;
    }
    context.stdout.write(`${name}: ${await compare(set, { model, reference, name: values.set }, context)}\n`);
  }
  return 0;
}

type Pair = {
  readonly model: string;
  readonly reference: Reference;
  /** The name of the set. */
  readonly name: string;
};

async function compare(set: BeirSet, pair: Pair, context: ReleasedContext): Promise<string> {
  const { model, reference, name } = pair;
  const started = performance.now();
  const reranker = await createNodeReranker({ model, vectorCacheBytes: 2 ** 31 }, context.assets);
  const loadMs = performance.now() - started;
  const rank = async (query: string, passages: readonly { readonly text: string }[]) => {
    const { results } = await reranker.rerank(query, passages, { fusion: 'none' });
    return results.map(({ index }) => index);
  };
  const theirs = reference.sets[name]?.['ndcg10'] ?? {};
  const own: number[] = [];
  const differences: number[] = [];
  let ms = 0;
  for await (const step of evaluate(set, {
    rank,
    candidates: CANDIDATES,
    minGrade: 2,
    queries: Object.keys(theirs).length,
  })) {
    own.push(step.reranked.ndcg10);
    differences.push(step.reranked.ndcg10 - theirs[step.query]!);
    ms += step.ms;
  }
  const { engine } = reranker.report;
  await reranker.dispose();
  const { mean, low, high } = bootstrapInterval([differences]);
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
  const ndcg = own.reduce((sum, each) => sum + each, 0) / own.length;
  return (
    `${engine}, loaded in ${(loadMs / 1000).toFixed(1)} s; nDCG@10 on ${name} ${ndcg.toFixed(4)}, ` +
    `${signed(mean)} [${signed(low)}, ${signed(high)}] against PyTorch, ${own.length} queries in ${(ms / 1000).toFixed(0)} s`
  );
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
