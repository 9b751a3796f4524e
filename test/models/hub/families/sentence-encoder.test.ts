import { describe, expect, test } from 'vitest';
import { cardOf, encoder, listed } from './encoder-files';

const pooling = (flags: Record<string, unknown>) => cardOf({ '1_Pooling/config.json': flags });

describe('a sentence encoder', () => {
  test('is pooled as its repository says, and by the mean if it says nothing', () => {
    expect(cardOf({}).readout).toEqual({ pooling: 'mean', dense: [] });
    expect(pooling({ pooling_mode_cls_token: true, pooling_mode_mean_tokens: false }).readout!.pooling).toBe('cls');
    expect(pooling({ pooling_mode: 'lasttoken' }).readout!.pooling).toBe('last');
  });

  test.each([
    [{ pooling_mode_weightedmean_tokens: true }, 'pooling_mode_weightedmean_tokens'],
    [
      { pooling_mode_cls_token: true, pooling_mode_mean_tokens: true },
      'pooling_mode_cls_token, pooling_mode_mean_tokens',
    ],
    [{}, 'none'],
  ])('is refused with %j', (flags, got) => {
    expect(() => pooling(flags)).toThrow(`Expected someone/encoder to pool by one of mean, cls, max, last, got ${got}`);
  });

  test('is recognised by its pooling file, whatever the architecture', () => {
    const config = { ...encoder.config, architectures: ['Qwen3ForCausalLM'] };
    const tree = [...encoder.tree, listed('1_Pooling/config.json')];
    const more = { '1_Pooling/config.json': { pooling_mode: 'lasttoken' } };
    expect(cardOf(more, { config, tree })).toMatchObject({ method: 'embedding', abilities: ['embed'] });
  });

  const dense = (layer: Record<string, unknown>, paths: readonly string[] = ['2_Dense/model.safetensors']) => {
    const modules = [{ path: '2_Dense', type: 'sentence_transformers.models.Dense' }];
    const tree = [...encoder.tree, ...paths.map(listed)];
    return () => cardOf({ 'modules.json': modules, '2_Dense/config.json': layer }, { tree });
  };

  test('is refused with layers that are not supported', () => {
    expect(dense({ activation_function: 'torch.nn.modules.activation.GELU' })).toThrow(
      /Tanh or Identity, got torch.nn.*GELU/,
    );
    expect(dense({ use_residual: true })).toThrow(/residual layers without activations, got Tanh/);
    expect(dense({}, ['2_Dense/pytorch_model.bin'])).toThrow('to have 2_Dense/model.safetensors, got none');
  });
});
