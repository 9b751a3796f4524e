/**
 * @file Measures nDCG@10 of the model alone over BM25's candidates, with the passages' vectors as the engine computes
 * them and as an index keeps them: pooled to fewer tokens, and in fewer bits.
 */
import { dirname, join } from 'node:path';
import type { Output } from '../../src/cli/command';
import { expectPositionals, parseCommandLine } from '../../src/cli/parse-command-line';
import type { QueryVectors, TokenVectors } from '../../src/engine/token-vectors';
import type { BeirSet } from '../../src/eval/beir';
import { ndcgAt10 } from '../../src/eval/metrics';
import { bestMatches, cosine, meanMatch } from '../../src/methods/bi-encoder/max-sim';
import { weightsOf } from '../../src/models/exits';
import type { ModelCard } from '../../src/models/card';
import { bytesOfVector, fromFewBits, toFewBits } from '../../src/site-index/few-bits';
import type { Bits } from '../../src/site-index/few-bits';
import { poolTokens } from '../../src/site-index/pool-tokens';
import { table } from '../quality/markdown';
import { planSets, readSet } from '../quality/sets';
import { openEngine } from './engine';

export type CurveContext = {
  readonly root: string;
  readonly assets: URL;
  readonly stdout: Output;
  readonly stderr: Output;
};

const usage = `Usage: node bench/site-index.mjs [--data <folder>] [--sets <a,b>] [--models <a,b>] [--queries <n>]

Measures nDCG@10 against the bytes of a passage of 150 tokens.
`;

/** The share of tokens that is kept, the bits of their components, and the bits of the pooled vector. */
type Shape = { readonly share: number; readonly bits: Bits; readonly pooledBits: Bits };

const SHAPES: readonly Shape[] = [
  ...[1, 0.75, 0.66, 0.5, 0.33].flatMap((share) => ([4, 2, 1] as const).map((bits) => ({ share, bits }))),
].map((shape) => ({ ...shape, pooledBits: 4 }));

type Vectors = { readonly tokens: Float32Array; readonly dimensions: number; readonly original: TokenVectors };

export async function runCurve(args: readonly string[], context: CurveContext): Promise<number> {
  const { values, positionals } = parseCommandLine(args, {
    data: { type: 'string' },
    sets: { type: 'string' },
    models: { type: 'string' },
    queries: { type: 'string' },
    help: { type: 'boolean' },
  });
  expectPositionals(positionals, []);
  if (values.help) return (context.stdout.write(usage), 0);
  const data = values.data ?? join(dirname(context.root), 'shared/data/eval');
  const names = (values.sets ?? 'dl19,scifact').split(',');
  const plans = await planSets(data, { names, queries: Number(values.queries ?? 43) });
  if (!plans) return (context.stderr.write(`Found no evaluation sets in ${data}\n`), 1);
  for (const model of (values.models ?? 'fast,base').split(','))
    for (const plan of plans) {
      const lines = await measure(model, plan.name, { set: await readSet(plan), limit: plan.queries ?? 43 }, context);
      context.stdout.write(`\n## ${model} on ${plan.name}\n\n${lines}\n`);
    }
  return 0;
}

async function measure(
  model: string,
  name: string,
  { set, limit }: { readonly set: BeirSet; readonly limit: number },
  context: CurveContext,
): Promise<string> {
  const { engine, card } = await openEngine(model, context.assets);
  const queries = [...set.queries].filter(([id]) => set.qrels.has(id) && set.run.has(id)).slice(0, limit);
  const ids = [...new Set(queries.flatMap(([id]) => set.run.get(id)!.slice(0, 100)))];
  const vectors = new Map<string, Vectors>();
  for (let from = 0; from < ids.length; from += 16) {
    const part = ids.slice(from, from + 16);
    const encoded = await engine.embedPassages!(part.map((id) => set.corpus.get(id)!));
    part.forEach((id, i) => vectors.set(id, widen(encoded[i]!.vectors)));
    if (from % 320 === 0) context.stderr.write(`${model}, ${name}: ${from} of ${ids.length}\n`);
  }
  const encodedQueries = new Map<string, QueryVectors>();
  for (const [id, text] of queries) encodedQueries.set(id, await engine.embedQuery!(text));
  await engine.dispose();
  const ndcgOf = (passages: ReadonlyMap<string, TokenVectors>) => {
    const perQuery = queries.map(([id]) => {
      const scored = set.run
        .get(id)!
        .slice(0, 100)
        .map((passage) => {
          return [passage, logit(encodedQueries.get(id)!, passages.get(passage)!, card)] as const;
        });
      const rest = set.run.get(id)!.slice(100);
      const order = [...scored.sort((a, b) => b[1] - a[1]).map(([passage]) => passage), ...rest];
      return ndcgAt10(order, set.qrels.get(id)!);
    });
    return perQuery.reduce((sum, each) => sum + each, 0) / perQuery.length;
  };
  const exact = ndcgOf(new Map([...vectors].map(([id, { original }]) => [id, original])));
  const rows = [['all tokens, 8 bits', '', exact.toFixed(4), '']];
  for (const share of new Set(SHAPES.map((shape) => shape.share))) {
    const pooled = new Map([...vectors].map(([id, each]) => [id, pool(each, share)]));
    for (const shape of SHAPES.filter((each) => each.share === share)) {
      const { dimensions, original } = vectors.values().next().value!;
      const bytes =
        Math.ceil(150 * share) * bytesOfVector(dimensions, shape.bits) +
        bytesOfVector(original.pooled.length, shape.pooledBits);
      const ndcg = ndcgOf(new Map([...vectors].map(([id, each]) => [id, shrink(each, pooled.get(id)!, shape)])));
      rows.push([
        `${share} of the tokens, ${shape.bits} bits`,
        String(bytes),
        ndcg.toFixed(4),
        ((ndcg - exact) * 100).toFixed(2),
      ]);
      context.stderr.write(`${rows[rows.length - 1]!.join(' | ')}\n`);
    }
  }
  return table(['vectors', 'bytes for 150 tokens', 'nDCG@10', 'points'], rows);
}

function widen(original: TokenVectors): Vectors {
  const { components, scales, dimensions } = original;
  const tokens = Float32Array.from(components, (value, i) => value * scales[Math.floor(i / dimensions)]!);
  return { tokens, dimensions, original };
}

function pool({ tokens, dimensions }: Vectors, share: number): Float32Array {
  return poolTokens(tokens, dimensions, Math.ceil((tokens.length / dimensions) * share));
}

function shrink({ dimensions, original }: Vectors, tokens: Float32Array, { bits, pooledBits }: Shape): TokenVectors {
  const { components, scales } = fromFewBits(toFewBits(tokens, dimensions, bits), dimensions, bits);
  const width = original.pooled.length;
  const wide = Float32Array.from(original.pooled, (value) => value * original.pooledScale);
  const pooled = fromFewBits(toFewBits(wide, width, pooledBits), width, pooledBits);
  return {
    rows: scales.length,
    dimensions,
    bits: 8,
    components,
    scales,
    pooled: pooled.components,
    pooledScale: pooled.scales[0]!,
  };
}

function logit(query: QueryVectors, passage: TokenVectors, card: ModelCard): number {
  const { cosine: a, maxsim: b } = weightsOf(card);
  return a * cosine(query, passage) + b * meanMatch(query, bestMatches(query, passage));
}
