import { describe, expect, test } from 'vitest';
import type { AdapterProbe } from '../../../src/engine/runtimes/ort/adapter';
import { ONNX_MISSING, planCandidates } from '../../../src/host/engines/plan';
import type { PlanRequest } from '../../../src/host/engines/plan';
import type { ReleasedEncoder } from '../../../src/models/released/architecture';
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
  const { candidates, skipped } = planCandidates(card, { device: 'auto', avoid: [], onnx: true, ...request });
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
    const { candidates } = planCandidates(cardOf({ variants }), { device: 'wasm', avoid: [], onnx: true });
    expect(candidates.map(candidateKey)).toEqual(['wasm/int8/kernel', 'wasm/int8']);
  });

  test('takes the requested device only and gives the reason for the others', () => {
    const { order, reasons } = plan({ device: 'wasm' });
    expect(order).toEqual(['wasm/int8', 'wasm/fp32']);
    expect(reasons).toEqual([
      ['webgpu/fp16', 'not-tried', 'Only the device wasm was requested'],
      ['webgpu/fp32', 'not-tried', 'Only the device wasm was requested'],
    ]);
  });

  test('takes the requested dtype only', () => {
    const { order, reasons } = plan({ probe: probeOf(), dtype: 'fp32' });
    expect(order).toEqual(['webgpu/fp32', 'wasm/fp32']);
    expect(reasons).toContainEqual(['wasm/int8', 'not-tried', 'Only the dtype fp32 was requested']);
  });

  test('skips a variant if the GPU lacks a feature, and names the feature', () => {
    const { order, reasons } = plan({ probe: probeOf({ features: [] }) });
    expect(order[0]).toBe('webgpu/fp32');
    expect(reasons).toEqual([['webgpu/fp16', 'not-tried', 'The adapter lacks shader-f16']]);
  });

  test('skips a software adapter on auto, and takes it if webgpu is requested', () => {
    const probe = probeOf({ software: true, description: 'SwiftShader' });
    const software = 'The adapter runs in software (SwiftShader) and is used only if the device webgpu is requested';
    expect(plan({ probe }).reasons).toEqual([
      ['webgpu/fp16', 'not-tried', software],
      ['webgpu/fp32', 'not-tried', software],
    ]);
    expect(plan({ probe, device: 'webgpu' }).order).toEqual(['webgpu/fp16', 'webgpu/fp32']);
  });

  test('gives the probe’s reason, and says if the GPU was not probed', () => {
    expect(plan({ probe: { missing: 'No adapter' } }).reasons[0]).toEqual(['webgpu/fp16', 'not-tried', 'No adapter']);
    expect(plan({}).reasons[0]).toEqual(['webgpu/fp16', 'not-tried', 'WebGPU was not probed']);
  });

  test('skips candidates that were lost twice', () => {
    const { order, reasons } = plan({ probe: probeOf(), avoid: ['webgpu/fp16', 'wasm/int8'] });
    expect(order).toEqual(['webgpu/fp32', 'wasm/fp32']);
    expect(reasons).toEqual([
      ['webgpu/fp16', 'lost', 'Its engine was lost twice'],
      ['wasm/int8', 'lost', 'Its engine was lost twice'],
    ]);
  });

  test('takes WASM and says why if webgpu is requested and not available', () => {
    const { candidates, skipped, limitation } = planCandidates(card, {
      device: 'webgpu',
      probe: { missing: 'No adapter' },
      avoid: [],
      onnx: true,
    });
    expect(candidates.map(candidateKey)).toEqual(['wasm/int8', 'wasm/fp32']);
    expect(skipped.map(({ reason }) => reason)).toEqual(['No adapter', 'No adapter']);
    expect(limitation).toBe(
      'Cannot run small on webgpu: webgpu/fp16: No adapter; webgpu/fp32: No adapter; WASM is used',
    );
  });

  test('lets the kernel on WebGPU share the work of the kernel on WASM on auto only', () => {
    const kernels = [
      { device: 'webgpu', dtype: 'int8', runtime: 'kernel' },
      { device: 'wasm', dtype: 'int8', runtime: 'kernel' },
    ] as const;
    const both = { ...card, variants: kernels.map((kind) => ({ ...card.variants[0]!, ...kind })) };
    const auto = planCandidates(both, { device: 'auto', probe: probeOf(), avoid: [], onnx: false });
    expect([auto.candidates.map(candidateKey), candidateKey(auto.shared!)]).toEqual([
      ['wasm/int8/kernel'],
      'webgpu/int8/kernel',
    ]);
    const gpu = planCandidates(both, { device: 'webgpu', probe: probeOf(), avoid: [], onnx: false });
    expect([gpu.candidates.map(candidateKey), gpu.shared]).toEqual([['webgpu/int8/kernel'], undefined]);
    const alone = { ...both, variants: both.variants.slice(0, 1) };
    const onlyGpu = planCandidates(alone, { device: 'auto', probe: probeOf(), avoid: [], onnx: false });
    expect([onlyGpu.candidates.map(candidateKey), onlyGpu.shared]).toEqual([['webgpu/int8/kernel'], undefined]);
  });

  test('runs released weights on the kernel first on auto, and elsewhere in the usual order', () => {
    const released = { layers: 2 } as unknown as ReleasedEncoder;
    const variants = [...card.variants, variantOf('wasm/int8', { runtime: 'kernel', released })];
    const first = (device: PlanRequest['device']) =>
      candidateKey(planCandidates({ ...card, variants }, { device, probe: probeOf(), avoid: [], onnx: true }).candidates[0]!); // prettier-ignore
    expect([first('auto'), first('wasm'), first('webgpu')]).toEqual(['wasm/int8/kernel', 'wasm/int8/kernel', 'webgpu/fp16']); // prettier-ignore
  });

  test('skips a variant that cannot run, with its own reason', () => {
    const variants = [...card.variants, variantOf('wasm/int8', { runtime: 'kernel', unsupported: 'It is too wide' })];
    const { candidates, skipped } = planCandidates({ ...card, variants }, { device: 'auto', avoid: [], onnx: true });
    expect(candidates.map(candidateKey)).not.toContain('wasm/int8/kernel');
    expect(skipped).toContainEqual(expect.objectContaining({ runtime: 'kernel', reason: 'It is too wide' }));
  });

  test('skips variants for onnxruntime-web, and no others, if the app did not add it', () => {
    const variants = [variantOf('webgpu/fp32'), variantOf('wasm/int8', { runtime: 'kernel' }), variantOf('wasm/int8')];
    const request = { device: 'auto', avoid: [], probe: probeOf(), onnx: false } as const;
    const { candidates, skipped } = planCandidates(cardOf({ variants }), request);
    expect(candidates.map(candidateKey)).toEqual(['wasm/int8/kernel']);
    expect(skipped.map(({ state, reason }) => [state, reason])).toEqual([
      ['not-tried', ONNX_MISSING],
      ['not-tried', ONNX_MISSING],
    ]);
  });

  test('does not modify the card', () => {
    const before = JSON.stringify(card);
    plan({ probe: probeOf() });
    expect(JSON.stringify(card)).toBe(before);
  });
});

describe('planCandidates() without any candidate', () => {
  function failure(request: Partial<PlanRequest>, of = card): unknown {
    try {
      planCandidates(of, { device: 'auto', avoid: [], onnx: true, ...request });
    } catch (error) {
      return error;
    }
    return expect.fail('planned');
  }

  test('names what is missing for webgpu with a dtype, and no other device', () => {
    const probe = { missing: 'WebGPU is here but offers no adapter' };
    expect(failure({ device: 'webgpu', dtype: 'fp16', probe })).toMatchObject({
      code: 'device-unavailable',
      message:
        'Cannot run small on webgpu with fp16: webgpu/fp16: WebGPU is here but offers no adapter; ' +
        'webgpu/fp32: Only the dtype fp16 was requested',
    });
  });

  test('says how to add onnxruntime-web for webgpu, once there is an adapter', () => {
    expect(failure({ device: 'webgpu', probe: probeOf(), onnx: false })).toMatchObject({
      code: 'device-unavailable',
      message: expect.stringMatching(
        /import \{ onnx \} from "rankside\/onnx" and pass `runtimes: \[onnx\(\)\]`.*npx rankside copy <folder> --onnx/,
      ) as string,
    });
    const none = failure({ device: 'webgpu', probe: { missing: 'No adapter' }, onnx: false }) as Error; // nor on WASM
    expect(none.message).toBe('Cannot run small on webgpu: webgpu/fp16: No adapter; webgpu/fp32: No adapter');
  });

  test('says that the card has no variant for the requested device', () => {
    const wasmOnly = cardOf();
    expect(failure({ device: 'webgpu', probe: probeOf() }, wasmOnly)).toMatchObject({
      message: 'Cannot run small on webgpu: the model small has no webgpu variant',
    });
  });

  test('names the device and the dtype that it lacks', () => {
    expect(failure({ device: 'wasm', dtype: 'fp16' })).toMatchObject({
      message:
        'Cannot run small on wasm with fp16: wasm/int8: Only the dtype fp16 was requested; ' +
        'wasm/fp32: Only the dtype fp16 was requested',
      details: {
        reasons: ['wasm/int8: Only the dtype fp16 was requested', 'wasm/fp32: Only the dtype fp16 was requested'],
      },
    });
  });

  test('lists every reason on auto if all candidates were lost', () => {
    const avoid = ['wasm/int8', 'wasm/fp32', 'webgpu/fp16', 'webgpu/fp32'];
    expect(failure({ avoid, probe: probeOf() })).toMatchObject({
      message: expect.stringMatching(
        /^Cannot run small on any device: (\S+: Its engine was lost twice(; )?){4}$/,
      ) as string,
    });
  });
});
