/**
 * @file Every method for language models gives the same order by the package's engine (WASM) and by transformers.js
 * (onnxruntime-node). RANKSIDE_ORDERS names a folder in the layout of a hub in place of the tiny model's, for example
 * that of a released model in 4 bits, which takes minutes.
 */
import * as transformers from '@huggingface/transformers';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeEnvironment } from '../../src/cli/node-environment';
import type { Engine } from '../../src/engine/engine';
import { createTestedEngine } from '../../src/host/engines/create-tested-engine';
import { locateInFolder } from '../../src/host/locate/locate-folder';
import { abilitiesOf, methods, resolveMethod } from '../../src/methods/registry';
import type { ModelCard } from '../../src/models/card';
import { memoryStore } from '../../src/models/files/model-store';
import type { LoadRequest } from '../../src/protocol/host-api';
import type { TransformersModule } from '../../src/transformers/host';
import { namedModels } from '../../src/transformers/model-source';
import { runAll, taskOf } from '../contracts/tasks';
import { runtimeFor } from '../engine/runtimes/kernel/node-kernel';

const given = process.env['RANKSIDE_ORDERS'];
const folder = given ? pathToFileURL(`${given}/`) : new URL('../fixtures/hub/tiny/qwen/', import.meta.url);
const dtype = given ? 'q4' : 'fp32';

const QUERY = 'why are there two high tides a day';
const PASSAGES = [
  'The bakery opens at seven and sells rye bread on Fridays.',
  'A tide table lists the times of high and low water.',
  'The moon raises one bulge of water on the near side and another on the far side.',
  'Waves are made by wind that blows over the sea for hours.',
].map((text) => ({ text }));

async function createOwn(): Promise<{ readonly card: ModelCard; readonly engine: Engine }> {
  const source = { store: memoryStore, fetch: nodeEnvironment.fetch, onBytes: () => undefined, warn: () => undefined };
  const model = await locateInFolder(folder.href, { env: nodeEnvironment, store: memoryStore });
  const variant = model.card.variants.find((each) => each.device === 'wasm' && each.dtype === dtype)!;
  const start = { model, source, env: nodeEnvironment, runtimeFor: () => runtimeFor('onnx') };
  const { engine } = await createTestedEngine(variant, start);
  return { card: model.card, engine };
}

async function createByTransformers(): Promise<{ readonly card: ModelCard; readonly engine: Engine }> {
  const platform = { fetch: nodeEnvironment.fetch, threads: () => 1 };
  const source = namedModels(transformers as unknown as TransformersModule, platform);
  const request = { model: folder.href, cache: 'memory', assets: {}, avoid: [] } as unknown as LoadRequest;
  const start = { request, warn: () => undefined, onEvent: () => undefined };
  const { engine, parts } = await source.start({ device: 'wasm', dtype, name: dtype }, start);
  return { card: parts.card, engine };
}

describe('both engines', () => {
  let own: Awaited<ReturnType<typeof createOwn>>;
  let theirs: typeof own;
  beforeAll(async () => void ([own, theirs] = [await createOwn(), await createByTransformers()]), 120_000);
  afterAll(() => Promise.all([own.engine.dispose(), theirs.engine.dispose()]));
  const asked = methods.filter(({ needs }) => needs.some((need) => /Logits|Likelihood|generate|attend/.test(need)));

  test.each(asked.map(({ name }) => name))('%s: same order', { timeout: 900_000 }, async (name) => {
    const { needs } = methods.find((each) => each.name === name)!;
    // The tiny graph gives attention, and its kind does not promise it, so only transformers.js finds the ability.
    const card = { ...own.card, abilities: theirs.card.abilities };
    expect(needs.filter((need) => !abilitiesOf(card).includes(need))).toEqual([]);
    const orders = [];
    for (const { engine } of [own, theirs]) {
      const task = taskOf(card, PASSAGES, { query: QUERY, firstStage: [4, 3, 2, 1], top: 4 });
      const scores = await runAll(resolveMethod(name, card), task, engine);
      const logits = new Map(scores.map(({ index, logit }) => [index, logit]));
      orders.push([...logits.keys()].sort((a, b) => logits.get(b)! - logits.get(a)! || a - b));
    }
    expect(orders[1]).toEqual(orders[0]);
  });
});
