import { pathToFileURL } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { nodeEnvironment } from '../../src/cli/node-environment';
import type { LoadProgress } from '../../src/core/report';
import type { AdapterProbe } from '../../src/engine/runtimes/ort/adapter';
import { filesOfEngine } from '../../src/host/engines/create-tested-engine';
import { loadModel } from '../../src/host/load-model';
import type { LoadResult } from '../../src/host/load-model';
import { embeddedModels } from '../../src/models/embedded';
import type { LoadRequest } from '../../src/protocol/host-api';
import { folders, runtimeFor, variantOf } from '../engine/runtimes/kernel/node-kernel';
import { loadRequest } from './host';

vi.setConfig({ testTimeout: 60_000 }); // the runtime is slow on a busy machine

const names = ['fast', 'base'] as const;
const filesOf = (name: string) => filesOfEngine(embeddedModels[name]!, variantOf(embeddedModels[name]!, 'kernel'));
const urlsOf = (name: string): [string, Record<string, string>] => {
  const paths = embeddedModels[name]!.variants.flatMap(({ graphs }) => graphs).map(({ path }) => path);
  const all = [...filesOf(name).map(({ path }) => path), ...paths];
  return [name, Object.fromEntries(all.map((path) => [path, `${pathToFileURL(folders[name]!).href}/${path}`]))];
};
const request: LoadRequest = {
  ...loadRequest,
  model: 'base',
  device: 'wasm',
  cache: 'memory',
  avoid: [],
  assets: { models: Object.fromEntries(names.map(urlsOf)) } as LoadRequest['assets'],
};

/** Loads `base` with `fast` as its first-pass model. @param fetch answers instead of the disk */
async function load(progress: LoadProgress[] = [], fetch = nodeEnvironment.fetch): Promise<LoadResult> {
  const environment = {
    ...nodeEnvironment,
    fetch,
    createRuntime: () => runtimeFor('onnx'),
    createKernel: () => runtimeFor('kernel'),
  };
  return loadModel(request, environment, (event) => event.kind === 'progress' && progress.push(event.progress));
}

async function dispose({ mainModel, firstPass }: LoadResult): Promise<void> {
  await firstPass?.model.engine.dispose();
  await Promise.resolve(mainModel).then(
    ({ engine }) => engine.dispose(),
    () => undefined,
  );
}

describe('loadModel() with a first-pass model', () => {
  test('reports progress over the files of both models, with the right total from the first event', async () => {
    const progress: LoadProgress[] = [];
    const loaded = await load(progress);
    expect(loaded.report).toMatchObject({
      mainModelPending: true,
      fingerprint: expect.stringMatching(/^base@/) as string,
      firstPass: { model: 'fast' },
    });
    expect(await loaded.finalReport).toMatchObject({ mainModelPending: false, model: 'base', warnings: [] });
    const sizes = new Map(names.flatMap(filesOf).map(({ sha256, bytes }) => [sha256, bytes]));
    const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
    expect(new Set(progress.map(({ overallTotalBytes }) => overallTotalBytes))).toEqual(new Set([total]));
    const sums = progress.map(({ overallLoadedBytes }) => overallLoadedBytes);
    expect(sums).toEqual([...sums].sort((a, b) => a - b));
    expect(sums.at(-1)).toBe(total);
    await dispose(loaded);
  });

  test('reports that the main model is no longer pending if it cannot be loaded', async () => {
    const base = pathToFileURL(folders['base']!).href;
    const loaded = await load([], (url, init) =>
      url.startsWith(base) ? Promise.resolve(new Response(null, { status: 404 })) : nodeEnvironment.fetch(url, init),
    );
    const report = await loaded.finalReport;
    expect(report).toMatchObject({ mainModelPending: false, firstPass: { model: 'fast' } });
    expect(report!.warnings.join()).toMatch(/^base could not be loaded, so fast scores every passage: Cannot fetch/);
    await dispose(loaded);
  });
});

describe('loadModel() of a model without a kernel', () => {
  /** A device whose GPU is listed and cannot compute; opening a worker of the pool fails. */
  function deviceWith(adapter: AdapterProbe) {
    const spawn = vi.fn((): Worker => {
      throw new Error('There are no workers here');
    });
    const environment = {
      ...nodeEnvironment,
      ...{ createRuntime: () => runtimeFor('onnx'), threads: () => 1, cores: () => 3, spawn },
      probeAdapter: () => Promise.resolve(adapter),
    };
    return { environment, spawn };
  }

  test.each<[string, AdapterProbe]>([
    ['no GPU', { missing: 'none' }],
    [
      'a GPU that is refused',
      { adapter: { vendor: 'v', architecture: 'a', description: '', software: false, features: [] } },
    ],
  ])('opens a pool where WASM serves, with %s', async (_, adapter) => {
    const { environment, spawn } = deviceWith(adapter);
    const model = new URL('../fixtures/models/tiny-cross/', import.meta.url).href;
    const given = { ...request, model, device: 'auto', assets: { ...request.assets, runtime: {} } } as LoadRequest;
    const loaded = await loadModel(given, environment, () => undefined);
    expect(loaded.report.device).toBe('wasm');
    expect(spawn).toHaveBeenCalled();
    await dispose(loaded);
  });
});
