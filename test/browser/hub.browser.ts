import { afterEach, describe, expect, test } from 'vitest';
import type { CreateOptions, Reranker } from '../../src/index';
import type { GoldenPairs } from '../contracts/golden';
import { createTiny } from './harness';

const TOLERANCES = { wasm: 1e-3, webgpu: 1e-2 } as const;
const open: Reranker[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.dispose()));
});
async function create(name: string, options: CreateOptions): Promise<Reranker> {
  const reranker = await createTiny({ model: `tiny/${name}`, hub: new URL('/hub/', location.href), ...options });
  open.push(reranker);
  return reranker;
}
async function goldenOf<T>(name: string): Promise<T> {
  return (await (await fetch(`/fixtures/hub/tiny/${name}/golden.json`)).json()) as T;
}

describe.each(['electra', 'roberta', 'xlm-roberta', 'deberta-v2', 'modernbert'])('a %s from a hub', (name) => {
  test.each(['wasm', 'webgpu'] as const)('scores on %s as PyTorch does', async (device) => {
    const reranker = await create(name, { device });
    expect(reranker.report).toMatchObject({ model: `tiny/${name}`, device, method: 'cross-encoder' });
    for (const { query, passages } of await goldenOf<GoldenPairs[]>(name)) {
      const { results } = await reranker.rerank(query, passages.map(({ text, title }) => (title ? { text, title } : text))); // prettier-ignore
      for (const { index, logit } of results) {
        expect(Math.abs(logit! - passages[index]!.score)).toBeLessThanOrEqual(TOLERANCES[device]);
      }
    }
  });
});
