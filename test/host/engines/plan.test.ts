import { describe, expect, test } from 'vitest';
import type { AdapterProbe } from '../../../src/engine/runtimes/ort/adapter';
import { planCandidates } from '../../../src/host/engines/plan';
import type { PlanRequest } from '../../../src/host/engines/plan';
import { candidateKey } from '../../../src/util/candidate-key';
import { cardOf, variantOf } from '../../engine/cards';

const card = cardOf({
  variants: [
    variantOf('wasm/int8'),
    variantOf('webgpu/fp16', { features: ['shader-f16'] }),
    variantOf('wasm/fp32'),
    variantOf('webgpu/fp32'),
  ],
});
const hardware = { vendor: 'v', architecture: 'a', description: 'd', software: false, features: ['shader-f16'] };
const probeOf = (changes: Partial<typeof hardware> = {}): AdapterProbe => ({ adapter: { ...hardware, ...changes } });

function plan(request: Partial<PlanRequest>) {
  const { candidates, skipped } = planCandidates(card, { device: 'auto', avoid: [], ...request });
  const reasons = skipped.map((each) => [candidateKey(each), each.state, each.reason]);
  return { order: candidates.map(candidateKey), reasons };
}

describe('planCandidates()', () => {
  test('puts WebGPU before WASM, each in the card’s order', () => {
    expect(plan({ probe: probeOf() })).toEqual({
      order: ['webgpu/fp16', 'webgpu/fp32', 'wasm/int8', 'wasm/fp32'],
      reasons: [],
    });
  });

  test('puts the kernel before onnxruntime-web', () => {
    const variants = [variantOf('wasm/int8'), variantOf('wasm/int8', { runtime: 'kernel' })];
    const { candidates } = planCandidates(cardOf({ variants }), { device: 'wasm', avoid: [] });
    expect(candidates.map(candidateKey)).toEqual(['wasm/int8/kernel', 'wasm/int8']);
  });

  test('keeps to the device asked for and says so of the others', () => {
    const { order, reasons } = plan({ device: 'wasm' });
    expect(order).toEqual(['wasm/int8', 'wasm/fp32']);
    expect(reasons).toEqual([
      ['webgpu/fp16', 'not-tried', 'Only wasm was asked for'],
      ['webgpu/fp32', 'not-tried', 'Only wasm was asked for'],
    ]);
  });

  test('keeps to the dtype asked for', () => {
    const { order, reasons } = plan({ probe: probeOf(), dtype: 'fp32' });
    expect(order).toEqual(['webgpu/fp32', 'wasm/fp32']);
    expect(reasons).toContainEqual(['wasm/int8', 'not-tried', 'Only fp32 was asked for']);
  });

  test('passes over a GPU that lacks a feature, and names it', () => {
    const { order, reasons } = plan({ probe: probeOf({ features: [] }) });
    expect(order[0]).toBe('webgpu/fp32');
    expect(reasons).toEqual([['webgpu/fp16', 'not-tried', 'The adapter lacks shader-f16']]);
  });

  test('leaves a software adapter alone on auto, and takes it when asked', () => {
    const probe = probeOf({ software: true, description: 'SwiftShader' });
    expect(plan({ probe }).reasons).toEqual([
      ['webgpu/fp16', 'not-tried', 'The adapter is a software one (SwiftShader), used only when asked for'],
      ['webgpu/fp32', 'not-tried', 'The adapter is a software one (SwiftShader), used only when asked for'],
    ]);
    expect(plan({ probe, device: 'webgpu' }).order).toEqual(['webgpu/fp16', 'webgpu/fp32']);
  });

  test('carries the probe’s reason, and says when nobody looked', () => {
    expect(plan({ probe: { missing: 'No adapter' } }).reasons[0]).toEqual(['webgpu/fp16', 'not-tried', 'No adapter']);
    expect(plan({}).reasons[0]).toEqual(['webgpu/fp16', 'not-tried', 'WebGPU was not probed']);
  });

  test('avoids what was lost twice', () => {
    const { order, reasons } = plan({ probe: probeOf(), avoid: ['webgpu/fp16', 'wasm/int8'] });
    expect(order).toEqual(['webgpu/fp32', 'wasm/fp32']);
    expect(reasons).toEqual([
      ['webgpu/fp16', 'lost', 'Lost twice'],
      ['wasm/int8', 'lost', 'Lost twice'],
    ]);
  });

  test('does not change the card', () => {
    const before = JSON.stringify(card);
    plan({ probe: probeOf() });
    expect(JSON.stringify(card)).toBe(before);
  });
});

describe('planCandidates() with nothing left', () => {
  function failure(request: Partial<PlanRequest>, of = card): unknown {
    try {
      planCandidates(of, { device: 'auto', avoid: [], ...request });
    } catch (error) {
      return error;
    }
    return expect.fail('planned');
  }

  test('for webgpu alone names what is missing, and speaks of no other device', () => {
    expect(failure({ device: 'webgpu', probe: { missing: 'WebGPU is here but offers no adapter' } })).toMatchObject({
      code: 'device-unavailable',
      message:
        'Cannot run small on webgpu: webgpu/fp16: WebGPU is here but offers no adapter; ' +
        'webgpu/fp32: WebGPU is here but offers no adapter',
    });
  });

  test('for a device that the card has no variant for says so', () => {
    const wasmOnly = cardOf();
    expect(failure({ device: 'webgpu', probe: probeOf() }, wasmOnly)).toMatchObject({
      message: 'Cannot run small on webgpu: the model small has no webgpu variant',
    });
  });

  test('for a dtype that the device lacks names both', () => {
    expect(failure({ device: 'wasm', dtype: 'fp16' })).toMatchObject({
      message:
        'Cannot run small on wasm with fp16: wasm/int8: Only fp16 was asked for; wasm/fp32: Only fp16 was asked for',
      details: { reasons: ['wasm/int8: Only fp16 was asked for', 'wasm/fp32: Only fp16 was asked for'] },
    });
  });

  test('for auto with everything lost lists every reason', () => {
    const avoid = ['wasm/int8', 'wasm/fp32', 'webgpu/fp16', 'webgpu/fp32'];
    expect(failure({ avoid, probe: probeOf() })).toMatchObject({
      message: expect.stringMatching(/^Cannot run small on any device: (\S+: Lost twice(; )?){4}$/) as string,
    });
  });
});
