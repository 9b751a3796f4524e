import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { root } from '../../../../scripts/paths.mjs';
import { nodeEnvironment } from '../../../../src/cli/node-environment';
import type { Engine, PassageText } from '../../../../src/engine/engine';
import { memoryStore } from '../../../../src/models/files/model-store';
import type { RuntimeFiles } from '../../../../src/engine/runtimes/runtime';
import { parseCorpus, parseQueries } from '../../../../src/eval/beir';
import { parseRun } from '../../../../src/eval/trec-run';
import { bestMatches, cosine, meanMatch } from '../../../../src/methods/bi-encoder/max-sim';
import { weightsOf } from '../../../../src/models/exits';
import type { RuntimeKind } from '../../../../src/core/types';
import { createTestedEngine } from '../../../../src/host/engines/create-tested-engine';
import { folders, readCard, runtimeFor, variantOf } from './node-kernel';

const namedFolder = process.env['RANKSIDE_DATA'];
const data = resolve(root, namedFolder ?? '../shared/data/eval', 'dl19');
const QUERIES = 20;
const PASSAGES = 10;

type Pair = { readonly query: string; readonly passage: PassageText };

/** The first passages that BM25 finds for the first queries. */
function readPairs(): Pair[] {
  const read = (name: string) => readFileSync(resolve(data, name));
  const corpus = parseCorpus(gunzipSync(read('corpus.jsonl.gz')).toString());
  const run = parseRun(read('run.bm25.trec').toString());
  const queries = [...parseQueries(read('queries.jsonl').toString())].slice(0, QUERIES);
  return queries.flatMap(([id, query]) =>
    run
      .get(id)!
      .slice(0, PASSAGES)
      .map((passage) => ({ query, passage: corpus.get(passage)! })),
  );
}

async function logits(name: string, kind: RuntimeKind, pairs: readonly Pair[]): Promise<number[]> {
  const card = await readCard(folders[name]!);
  const { engine } = await createTestedEngine(variantOf(card, kind), {
    model: { card, urlOf: (path) => new URL(path, pathToFileURL(`${folders[name]!}/`)).href },
    runtimeFor: ({ runtime = 'onnx' }) => runtimeFor(runtime),
    runtime: {} as RuntimeFiles,
    env: nodeEnvironment,
    source: { store: memoryStore, fetch: nodeEnvironment.fetch, onBytes: () => undefined, warn: () => undefined },
  });
  const { cosine: a, maxsim: b } = weightsOf(card);
  const found: number[] = [];
  for (const pair of pairs) {
    const [query, passage] = await vectorsOf(engine, pair);
    found.push(a * cosine(query, passage) + b * meanMatch(query, bestMatches(query, passage)));
  }
  await engine.dispose();
  return found;
}

async function vectorsOf(engine: Engine, { query, passage }: Pair) {
  const [encoded] = await engine.embedPassages!([passage]);
  return [await engine.embedQuery!(query), encoded!.vectors] as const;
}

/**
 * Kendall's tau: the share of pairs of one query's passages that both order in the same way, minus that of the other
 * pairs.
 */
function meanTau(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  let count = 0;
  for (let left = 0; left < a.length; left++) {
    for (
      let right = left + 1;
      right < a.length && Math.floor(left / PASSAGES) === Math.floor(right / PASSAGES);
      right++
    ) {
      sum += Math.sign((a[left]! - a[right]!) * (b[left]! - b[right]!));
      count++;
    }
  }
  return sum / count;
}

test.for(['fast', 'base'])(
  'the kernel ranks 200 real pairs with %s as onnxruntime-web does',
  { timeout: 300_000 },
  async (name, { skip }) => {
    skip(namedFolder === undefined && !existsSync(data), `there is no ${data}; RANKSIDE_DATA may name another folder`);
    const pairs = readPairs();
    expect(pairs).toHaveLength(QUERIES * PASSAGES);
    const [ours, theirs] = [await logits(name, 'kernel', pairs), await logits(name, 'onnx', pairs)];
    const distances = ours.map((logit, index) => Math.abs(logit - theirs[index]!));
    const mean = distances.reduce((sum, each) => sum + each, 0) / distances.length;
    expect(mean).toBeLessThan(0.01);
    expect(Math.max(...distances)).toBeLessThan(0.05);
    expect(meanTau(ours, theirs)).toBeGreaterThan(0.85);
  },
);
