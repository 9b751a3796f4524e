import { afterEach, describe, expect, test } from 'vitest';
import { nodeEnvironment } from '../../src/cli/node-environment';
import { loadModel } from '../../src/host/load-model';
import type { LoadRequest } from '../../src/protocol/host-api';
import { runtimeFor } from '../engine/runtimes/kernel/node-kernel';
import { fixtureFiles } from './fixture-repositories';
import { loadRequest } from './host';
import type { Files } from './hub-layout';
import { startHubOf } from './hub-server';
import type { Hub } from './hub-server';

let hub: Hub | undefined;
afterEach(() => hub?.close());

/** Loads `tiny/bert` with some of its files replaced, or left out where the replacement is undefined. */
async function load(changes: Readonly<Record<string, Uint8Array | undefined>>) {
  const files = Object.entries({ ...fixtureFiles('tiny/bert'), ...changes }).filter(([, bytes]) => bytes);
  hub = await startHubOf((id) => (id === 'tiny/bert' ? (Object.fromEntries(files) as Files) : undefined));
  let runtimes = 0;
  const request = { ...loadRequest, model: 'tiny/bert', hub: hub.url, device: 'wasm', cache: 'memory', avoid: [] } as const; // prettier-ignore
  const environment = {
    ...nodeEnvironment,
    createKernel: () => runtimeFor('kernel'),
    createRuntime: () => (runtimes++, runtimeFor('onnx')),
  };
  const { mainModel, report } = await loadModel({ ...request, assets: { models: {}, runtime: {} } as unknown as LoadRequest['assets'] }, environment, () => undefined); // prettier-ignore
  await (await mainModel).engine.dispose();
  // A hub redirects, so every file is requested twice.
  const weights = hub.requested.filter((path) => /(onnx|safetensors)$/.test(path));
  const requested = [...new Set(weights.map((path) => path.split('/main/')[1]))];
  return { report, requested, runtimes };
}

const damaged = new TextEncoder().encode('not a graph');

describe('loadModel() of a released cross-encoder', () => {
  test('quantizes the smallest file for the kernel, and starts no other runtime', async () => {
    const { report, requested, runtimes } = await load({});
    expect(report).toMatchObject({ device: 'wasm', dtype: 'int8', runtime: 'kernel' });
    expect(requested).toEqual(['onnx/model_quantized.onnx']);
    expect(runtimes).toBe(0);
  });

  test('reads weights in full if the small export cannot be read, and reports why', async () => {
    const { report, requested, runtimes } = await load({ 'onnx/model_quantized.onnx': damaged });
    expect(report).toMatchObject({ device: 'wasm', runtime: 'kernel' });
    expect(requested).toEqual(['onnx/model_quantized.onnx', 'model.safetensors']);
    expect(report.candidates).toContainEqual(expect.objectContaining({ runtime: 'kernel', state: 'refused' }));
    expect(runtimes).toBe(0);
  });

  test('falls back to onnxruntime-web if no weights can be read', async () => {
    const { report, runtimes } = await load({ 'onnx/model_quantized.onnx': undefined, 'onnx/model_int8.onnx': undefined, 'onnx/model_fp16.onnx': undefined, 'model.safetensors': damaged }); // prettier-ignore
    expect(report).toMatchObject({ device: 'wasm', dtype: 'fp32', runtime: 'onnx' });
    const refused = report.candidates.filter(({ state }) => state === 'refused');
    expect(refused.map(({ reason }) => reason)).toEqual(['Expected a safetensors file, got other bytes']);
    expect(runtimes).toBe(1);
  });
});
