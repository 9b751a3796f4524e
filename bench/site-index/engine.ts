/** @file An engine in this thread, with vectors of 8 bits. */
import { nodeEnvironment } from '../../src/cli/node-environment';
import { assetsUnder } from '../../src/client/assets-under';
import { createTestedEngine } from '../../src/host/engines/create-tested-engine';
import type { Engine } from '../../src/engine/engine';
import type { RuntimeFiles } from '../../src/engine/runtimes/runtime';
import type { ModelCard } from '../../src/models/card';
import { embeddedModels } from '../../src/models/embedded';
import { memoryStore } from '../../src/models/files/model-store';

export async function openEngine(model: string, assets: URL): Promise<{ engine: Engine; card: ModelCard }> {
  const card: ModelCard = { ...embeddedModels[model]!, vectorBits: 8 };
  const urls = assetsUnder(assets);
  const variant = card.variants.find(({ device, runtime }) => device === 'wasm' && runtime === 'kernel')!;
  const { engine } = await createTestedEngine(variant, {
    model: { card, urlOf: (path) => urls.models[model]![path]! },
    runtimeFor: () => nodeEnvironment.createKernel({ files: urls.kernels, fetch: nodeEnvironment.fetch }),
    runtime: {} as RuntimeFiles,
    env: nodeEnvironment,
    source: { store: memoryStore, fetch: nodeEnvironment.fetch, onBytes: () => undefined, warn: () => undefined },
  });
  return { engine, card };
}
