/** @file Models from the hub of the fixtures, on the real runtime in Node, and their reference results by PyTorch. */
import { readFileSync } from 'node:fs';
import { nodeEnvironment } from '../../src/cli/node-environment';
import { memoryStore } from '../../src/models/files/model-store';
import type { ModelCard } from '../../src/models/card';
import { createTestedEngine } from '../../src/host/engines/create-tested-engine';
import type { TestedEngine } from '../../src/host/engines/create-tested-engine';
import { locateOnHub } from '../../src/host/locate/locate-hub';
import { runtimeFor } from '../engine/runtimes/kernel/node-kernel';
import type { Hub } from '../host/hub-server';

/** Returns the reference results; the caller casts them to their type. */
export function goldenOf(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/hub/tiny/${name}/golden.json`, import.meta.url), 'utf8'));
}

export function tokenizerOf(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/hub/tiny/${name}/tokenizer.json`, import.meta.url), 'utf8'));
}

export type FromHub = TestedEngine & { readonly card: ModelCard };

/** Loads `tiny/<name>` on WASM, and runs its self-test. */
export async function createFromHub(hub: Hub, name: string): Promise<FromHub> {
  const model = await locateOnHub(
    { id: `tiny/${name}`, revision: 'main', hub: hub.url },
    { env: nodeEnvironment, store: memoryStore },
  );
  const variant = model.card.variants.find(({ device }) => device === 'wasm')!;
  const source = { store: memoryStore, fetch: nodeEnvironment.fetch, onBytes: () => undefined, warn: () => undefined };
  const candidate = await createTestedEngine(variant, {
    model,
    runtimeFor: (need) => runtimeFor(need.runtime ?? 'onnx'),
    source,
    env: nodeEnvironment,
  });
  return { ...candidate, card: model.card };
}
