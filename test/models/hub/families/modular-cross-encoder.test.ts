import { describe, expect, test } from 'vitest';
import type { HubFiles } from '../../../../src/models/hub/hub-files';
import { cardOf, encoder, listed } from './encoder-files';

const PATHS = ['1_Pooling', '2_Dense', '3_LayerNorm', '4_Dense'] as const;
const modules = (paths: readonly string[] = PATHS) =>
  ['0_Transformer', ...paths].map((path) => ({ path, type: `sentence_transformers.models.${path.slice(2)}` }));
const gelu = 'torch.nn.modules.activation.GELU';
const identity = 'torch.nn.modules.linear.Identity';
const out = { activation_function: identity, module_output_name: 'scores' };
const more = {
  'modules.json': modules(),
  '1_Pooling/config.json': { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false },
  '2_Dense/config.json': { activation_function: gelu, bias: false },
  '4_Dense/config.json': out,
};
const files = ['2_Dense', '3_LayerNorm', '4_Dense'].map((path) => `${path}/model.safetensors`);
const tree = ['tokenizer.json', 'model.safetensors', 'onnx/model.onnx', '1_Pooling/config.json', ...files].map(listed);
const config = { ...encoder.config, architectures: ['ModernBertModel'], num_attention_heads: 2 };
const modular = (changes: Record<string, unknown> = {}, own: Partial<HubFiles['config']> = {}) =>
  cardOf({ ...more, ...changes }, { tree, config: { ...config, ...own } });

describe('a cross-encoder whose head is stored as modules', () => {
  test('is a cross-encoder that the kernel runs from all files', () => {
    const { method, abilities, template, variants } = modular();
    expect([method, abilities]).toEqual(['cross-encoder', ['classify']]);
    expect(template.pair).toBeDefined();
    const [kernel] = variants;
    expect(kernel!.data.map(({ path }) => path)).toEqual(['model.safetensors', ...files]);
    expect(kernel!.released).toMatchObject({
      output: 'logits',
      modern: {
        biases: { head: false, headNorm: true, norms: false },
        headActivation: 'gelu',
        headPooling: 'first',
        headFiles: { dense: files[0], norm: files[1], out: files[2] },
      },
    });
  });

  test('does not run on its graph, which has no head', () => {
    const graphs = modular().variants.filter(({ runtime }) => runtime !== 'kernel');
    expect(graphs.length).toBeGreaterThan(0);
    for (const { unsupported } of graphs) expect(unsupported).toContain('does not have the classification head');
  });

  test('may pool by the mean, in newer files', () => {
    const { variants } = modular({ '1_Pooling/config.json': { pooling_mode: 'mean' } });
    expect(variants[0]!.released!.modern!.headPooling).toBe('mean');
  });

  test.each([
    [{ '1_Pooling/config.json': { pooling_mode: 'max' } }, {}, 'the pooling of its head is max'],
    [{ '2_Dense/config.json': { activation_function: 'torch.nn.SiLU' } }, {}, 'the activation of its head is SiLU'],
    [{ '4_Dense/config.json': { ...out, activation_function: gelu } }, {}, 'its scores have the activation GELU'],
    [{ '4_Dense/config.json': { ...out, use_residual: true } }, {}, 'its head has residual connections'],
    [{ 'modules.json': modules(['1_Pooling', '4_Dense']) }, {}, 'its modules are Transformer, Pooling, Dense'],
    [{}, { norm_eps: 1e-6 }, 'the epsilon of its norms is 0.000001'],
    [{}, { architectures: ['BertModel'] }, 'its head is in files of its own'],
  ])('is not run with %j and %j: %s', (changes, own, reason) => {
    const { variants } = modular(changes, own);
    expect(variants[0]!.unsupported).toBe(`The kernel does not run it: ${reason}`);
    expect(variants.every(({ unsupported }) => unsupported !== undefined)).toBe(true);
  });
});
