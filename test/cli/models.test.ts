import { describe, expect, it } from 'vitest';
import type { ModelCard } from '../../src/models/card';
import { run, testCard } from './run';

describe('models', () => {
  it('prints every fact as JSON and counts shared files once', async () => {
    const { code, stdout } = await run(['models', '--json']);
    expect(code).toBe(0);
    const [base, ...others] = JSON.parse(stdout) as { readonly verified: boolean }[];
    expect(others.length).toBeGreaterThan(5);
    for (const other of others)
      expect(other).toMatchObject({ verified: false, source: 'from the model’s page, not run' });
    expect(base).toEqual({
      name: 'base',
      description: 'A card for tests',
      method: 'late-interaction',
      parameters: 22_700_000,
      bytes: 4_200_000,
      tokenizerBytes: 700_000,
      devices: ['wasm', 'webgpu'],
      dtypes: ['int8', 'fp16'],
      variants: [
        { device: 'wasm', dtype: 'int8', runtime: 'onnx', bytes: 1_500_000 },
        { device: 'webgpu', dtype: 'fp16', runtime: 'onnx', bytes: 2_500_000 },
      ],
      licence: 'Apache-2.0',
      provenance: ['from somewhere'],
      languages: ['en', 'de'],
      exits: [],
      calibration: { slope: 2, intercept: -1, fittedOn: 'held-out pairs' },
      threshold: { score: 0.125, falseNegativeRate: 0.02, fittedOn: 'held-out pairs' },
      fusion: { weight: 0.25, fittedOn: 'a first stage' },
      limits: { query: 64, passage: 256 },
      verified: true,
    });
  });

  it('prints one block per model', async () => {
    const { stdout, made } = await run(['models']);
    expect(made).toEqual([]);
    const [own, hub] = stdout.split('On the hub');
    expect(hub).toContain(
      'Xenova/ms-marco-MiniLM-L-6-v2: cross-encoder, int8, fp32, licence: see the page of the model\n',
    );
    expect(own!.split('\n').map((line) => line.trim().replace(/ +/, ' '))).toEqual([
      'base: A card for tests',
      'method late-interaction',
      'parameters 22.7 M',
      'size 4.2 MB in all, tokenizer 0.7 MB',
      'variant wasm int8 onnx, 1.5 MB',
      'variant webgpu fp16 onnx, 2.5 MB',
      'limits query 64, passage 256 tokens',
      'languages en, de',
      'calibration slope 2.0000, intercept -1.0000, fitted on held-out pairs',
      'threshold 0.1250, misses 2.0 % of the relevant, fitted on held-out pairs',
      'fusion weight 0.25, fitted on a first stage',
      'licence Apache-2.0',
      'provenance from somewhere',
      '',
      '',
    ]);
  });

  it('lists the depths of a model, each with its calibration', async () => {
    const { calibration, ...others } = testCard;
    const [shallow, deep] = [
      { depth: 2, cosine: 0.4, maxsim: 0.6 },
      { depth: 6, cosine: 0.5, maxsim: 0.5, calibration: calibration! },
    ];
    const context = { cards: { base: { ...others, exits: [shallow, deep] } } };
    const { stdout } = await run(['models'], { context });
    expect(stdout).toContain('depth        2: 0.4 cosine + 0.6 MaxSim; none: scores are logits\n');
    expect(stdout).toContain(
      'depth        6: 0.5 cosine + 0.5 MaxSim; slope 2.0000, intercept -1.0000, fitted on held-out',
    );
    const [json] = JSON.parse((await run(['models', '--json'], { context })).stdout) as unknown[];
    expect({ 0: json }).toMatchObject({ 0: { exits: [{ ...shallow, calibration: null }, deep] } });
  });

  it('states the defaults of a card without calibration, threshold or weight', async () => {
    const fitted = ['calibration', 'threshold', 'fusion'];
    const entries = Object.entries(testCard).filter(([key]) => !fitted.includes(key));
    const bare = { ...(Object.fromEntries(entries) as ModelCard), limits: { query: 64, passage: 256, pair: 512 } };
    const context = { cards: { bare } };
    const { stdout } = await run(['models'], { context });
    expect(stdout).toContain('none: scores are logits');
    expect(stdout).toMatch(/threshold +none\n/);
    expect(stdout).toContain('weight 0.30, the default');
    expect(stdout).toContain('pair 512 tokens');
    const [first] = JSON.parse((await run(['models', '--json'], { context })).stdout) as unknown[];
    expect(first).toMatchObject({ calibration: null, threshold: null, fusion: { weight: 0.3 } });
  });
});
