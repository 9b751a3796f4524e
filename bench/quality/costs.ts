/**
 * @file The cost of a pass: time per passage, cached bytes per passage, and truncated passages.
 *
 * Times are processor times, because wall-clock times depend on other work on the machine.
 */
import process from 'node:process';
import { countScored } from '../../src/cli/counted-rank';
import type { BeirDocument } from '../../src/eval/beir';
import type { Reranker } from '../../src/client/reranker';
import type { RerankResult } from '../../src/core/types';
import type { Cost } from './record';

export type Costs = {
  /** Awaits a call and records its cost; the process must do nothing else meanwhile. */
  watch(call: () => Promise<RerankResult<BeirDocument>>): Promise<RerankResult<BeirDocument>>;
  total(): Cost;
};

/** Starts with one call over a passage of 150 tokens, which measures its bytes and warms the engine up. */
export async function startCosts(reranker: Reranker): Promise<Costs> {
  // "a" is one token for every tokenizer used here, and [CLS] and [SEP] are the other two.
  const sample = Array.from({ length: 148 }, () => 'a').join(' ');
  const bytesOf150 = (await reranker.rerank('a', [sample])).stats.cache.bytes;
  const started = performance.now();
  const msOfFresh: number[] = [];
  const msOfKept: number[] = [];
  const [seen, truncated] = [new Set<string>(), new Set<string>()];
  let [passages, bytes] = [0, bytesOf150];

  return {
    async watch(call) {
      const before = process.cpuUsage();
      const result = await call();
      const { user, system } = process.cpuUsage(before);
      const ms = (user + system) / 1000;
      const fresh = countScored(result.stats);
      passages += fresh;
      ({ bytes } = result.stats.cache);
      if (fresh === 0) msOfKept.push(ms);
      // With fewer than half of the passages uncached, the time is largely that of cached ones.
      else if (fresh * 2 >= result.stats.scored) msOfFresh.push(ms / fresh);
      for (const { passage, truncatedTokens } of result.results) {
        seen.add(passage.id);
        if (truncatedTokens) truncated.add(passage.id);
      }
      return result;
    },
    total: () => ({
      passages,
      seconds: round((performance.now() - started) / 1000, 1),
      msPerPassage: median(msOfFresh),
      msPerKeptQuery: median(msOfKept),
      bytesPerPassage: passages === 0 ? 0 : Math.round((bytes - bytesOf150) / passages),
      bytesOf150,
      truncated: seen.size === 0 ? 0 : round(truncated.size / seen.size, 4),
    }),
  };
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return middle === undefined ? null : round(middle, 2);
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
