import { RerankError, type CreateOptions, type Reranker } from 'rankside';
import { describe, expect, it } from 'vitest';
import { createOnDevice, describeSubstitute } from '../../../../src/demo/page/model/create-on-device';

const reranker = {} as Reranker;
const noCandidate = new RerankError('no-candidate', 'Cannot run the model: it differs');

/** Fails on WebGPU with `error`, and records the devices that were tried. */
function failingOnGpu(error: RerankError) {
  const tried: CreateOptions['device'][] = [];
  const create = ({ device }: CreateOptions = {}) => {
    tried.push(device);
    return device === 'webgpu' ? Promise.reject(error) : Promise.resolve(reranker);
  };
  return { tried, create };
}

describe('createOnDevice()', () => {
  it('runs the model on the processor when the graphics card fails, and keeps the error', async () => {
    const { tried, create } = failingOnGpu(noCandidate);
    expect(await createOnDevice({ device: 'webgpu' }, create)).toEqual({ reranker, deviceError: noCandidate });
    expect(tried).toEqual(['webgpu', 'wasm']);
  });

  it('rejects with an error that is not one of the device', async () => {
    const error = new RerankError('model-unavailable', 'Cannot download the model');
    const { tried, create } = failingOnGpu(error);
    await expect(createOnDevice({ device: 'webgpu' }, create)).rejects.toBe(error);
    expect(tried).toEqual(['webgpu']);
  });

  it('uses the chosen device where it works', async () => {
    expect(await createOnDevice({ device: 'auto' }, failingOnGpu(noCandidate).create)).toEqual({ reranker });
  });
});

describe('describeSubstitute()', () => {
  const gpu = { device: 'webgpu', dtype: 'int8', runtime: 'kernel', state: 'not-tried', reason: 'No adapter' } as const;
  const wasm = { device: 'wasm', dtype: 'int8', runtime: 'kernel', state: 'serving' } as const;

  it('names the reason when the graphics card was chosen and the processor runs the model', () => {
    const report = { device: 'wasm', candidates: [wasm, gpu] } as const;
    expect(describeSubstitute('webgpu', report)).toBe(
      'The graphics card cannot run the model (No adapter). The processor runs it instead.',
    );
    expect(describeSubstitute('webgpu', { ...report, candidates: [wasm] }, noCandidate)).toContain(
      '(Cannot run the model',
    );
  });

  it('is empty where the chosen device is used', () => {
    expect(describeSubstitute('webgpu', { device: 'webgpu', candidates: [gpu] })).toBe('');
    expect(describeSubstitute('auto', { device: 'wasm', candidates: [wasm, gpu] })).toBe('');
  });
});
