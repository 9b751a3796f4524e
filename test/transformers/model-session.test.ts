import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createReranker } from '../../src/client/create-reranker';
import type { CreateOptions } from '../../src/client/reranker';
import { transformers } from '../../src/transformers';
import { foundCard } from '../../src/transformers/found-card';
import { ModelSession } from '../../src/transformers/model-session';
import { ONNX_VERSION, useRuntimeFiles } from '../../src/transformers/runtime-files';
import type { TensorClass, TransformersEnvironment, TransformersModel } from '../../src/transformers/transformers-js';
import { assetsUnder } from '../../src/client/assets-under';
import { tokenizerOf } from '../contracts/hub-models';

/** A tensor with the members that a session uses. */
class Tensor {
  disposed = false;
  readonly ort_tensor = { getData: () => Promise.resolve(this.data) };
  constructor(
    readonly type: string,
    readonly data: Float32Array,
    readonly dims: readonly number[],
  ) {}
  dispose(): void {
    this.disposed = true;
  }
}

type Names = { readonly inputs: readonly string[]; readonly outputs: readonly string[] };

/** A model that gives one value for each output, and keeps what it was given. */
function modelWith(sessions: Readonly<Record<string, Names>>) {
  const given: Record<string, unknown>[] = [];
  const made: Tensor[] = [];
  const [first] = Object.values(sessions);
  const forward = (inputs: Record<string, unknown>) => {
    given.push(inputs);
    const outputs = first!.outputs.map((name) => [name, new Tensor('float32', new Float32Array([1]), [1])] as const);
    made.push(...outputs.map(([, tensor]) => tensor));
    return Promise.resolve(Object.fromEntries(outputs));
  };
  const described = Object.entries(sessions).map(([name, { inputs, outputs }]) => {
    return [name, { inputNames: inputs, outputNames: outputs }] as const;
  });
  const config = { architectures: ['AForCausalLM'] };
  const model = { config, sessions: Object.fromEntries(described), forward, dispose: () => Promise.resolve() };
  return { model: model as unknown as TransformersModel, given, made };
}

const sessionOf = (model: TransformersModel) => new ModelSession(model, Tensor as unknown as TensorClass, true);
const STATES = ['past_key_values.0.key', 'past_key_values.0.value'];
const decoder: Names = {
  inputs: ['input_ids', 'attention_mask', 'position_ids', 'logits_to_keep', ...STATES],
  outputs: ['logits', 'present.0.key', 'present.0.value'],
};
const state = (tokens: number) =>
  ({ type: 'float32', data: new Float32Array(2 * tokens), dims: [1, 1, tokens, 2] }) as const;

describe('ModelSession', () => {
  test('passes keys and values on after the first run, and frees every output', async () => {
    const { model, given, made } = modelWith({ model: decoder });
    const session = sessionOf(model);
    expect(session.inputs.map(({ name }) => name)).toEqual(decoder.inputs.filter((name) => name !== 'logits_to_keep'));
    const ids = { type: 'int64', data: new BigInt64Array(1), dims: [1, 1] } as const;
    const states = (tokens: number) => Object.fromEntries(STATES.map((name) => [name, state(tokens)]));
    const outputs = await session.run({ input_ids: ids, ...states(0) }, ['logits']);
    await session.run({ input_ids: ids, ...states(3) }, ['logits', 'present.0.key']);
    expect(Object.keys(outputs)).toEqual(['logits']);
    expect(given.map((inputs) => Object.keys(inputs))).toEqual([['input_ids'], ['input_ids', 'past_key_values']]);
    expect(Object.keys(given[1]!['past_key_values'] as object)).toEqual(STATES);
    expect(made.every(({ disposed }) => disposed)).toBe(true);
  });

  test.each([
    ['convolutions', [...decoder.inputs, 'past_conv.0']],
    ['a switch between two graphs', [...decoder.inputs, 'use_cache_branch']],
  ])('keeps no states of a decoder with %s', (_, inputs) => {
    const session = sessionOf(modelWith({ model: { ...decoder, inputs } }).model);
    expect(session.outputs).toEqual(['logits']);
    expect(session.inputs.map(({ name }) => name)).toEqual(['input_ids', 'attention_mask', 'position_ids']);
  });

  test('takes token ids where embeddings are a session of their own', () => {
    const embeds = { inputs: ['inputs_embeds', 'attention_mask'], outputs: ['logits'] };
    const { model } = modelWith({ decoder_model_merged: embeds, embed_tokens: decoder });
    expect(sessionOf(model).inputs.map(({ name }) => name)).toEqual(['input_ids', 'attention_mask']);
  });

  test('refuses an encoder with a decoder', () => {
    const { model } = modelWith({ model: decoder, decoder_model_merged: decoder });
    expect(() => sessionOf(model)).toThrow(/Expected AForCausalLM to be an encoder or a causal decoder/);
  });
});

describe('foundCard()', () => {
  const files = (architecture: string) => {
    const config = { architectures: [architecture], num_hidden_layers: 1, num_attention_heads: 1, hidden_size: 8 };
    return { config, tokenizer: tokenizerOf('qwen') as object, tokenizerConfig: {} };
  };
  const found = (architecture: string, outputs: readonly string[]) => {
    const how = { device: 'wasm', dtype: 'q4', runtime: 'transformers', batching: 'rows', tolerance: 1 } as const;
    const variant = { ...how, graphs: [], data: [] };
    return foundCard({ name: 'a/b', revision: 'main', files: files(architecture), outputs, variant });
  };

  test('finds the abilities of a decoder by its outputs', () => {
    const asks = ['nextTokenLogits', 'logLikelihood', 'generate'];
    expect(found('QwenForCausalLM', ['logits']).abilities).toEqual(asks);
    expect(found('QwenForCausalLM', ['logits', 'attended']).abilities).toEqual([...asks, 'attend']);
    expect(found('Qwen3ForSequenceClassification', ['logits']).abilities).toEqual(['classify']);
  });

  test('refuses a model that was loaded without its head', () => {
    expect(() => found('QwenForCausalLM', ['last_hidden_state'])).toThrow(/to output logits, got last_hidden_state/);
  });
});

describe('useRuntimeFiles()', () => {
  const { runtime: files } = assetsUnder('https://app.invalid/');
  const wanted = { files, gpu: false, threads: 2, fetch };
  const envOf = (web: string) => {
    const wasm: Record<string, unknown> = { wasmPaths: 'theirs' };
    return { env: { backends: { onnx: { versions: { web }, wasm } } } as unknown as TransformersEnvironment, wasm };
  };

  test('knows the version of the package’s files', () => {
    const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    const { devDependencies } = JSON.parse(manifest) as { devDependencies: Record<string, string> };
    expect(ONNX_VERSION).toBe(devDependencies['onnxruntime-web']);
  });

  test('names the app’s files to transformers.js of the same version, and leaves another version its own', async () => {
    const same = envOf(ONNX_VERSION);
    expect(await useRuntimeFiles(same.env, wanted)).toBeUndefined();
    expect(JSON.stringify(same.wasm)).toContain('https://app.invalid/runtime/ort-wasm-simd-threaded.wasm');
    const other = envOf('1.0.0');
    expect(await useRuntimeFiles(other.env, wanted)).toMatch(/transformers\.js has 1\.0\.0/);
    expect(other.wasm['wasmPaths']).toBe('theirs');
  });
});

describe('transformers()', () => {
  test('gives its options to the worker, and refuses others', () => {
    expect(transformers({ dtype: 'q4', device: 'wasm' }).options).toEqual({ dtype: 'q4', device: 'wasm' });
    expect(() => transformers({ dtype: 'q3' as 'q4' })).toThrow(/^Expected `dtype` to be one of fp32, .*got "q3"$/);
  });

  test('is the only value of `engine`', async () => {
    const creation = createReranker({ engine: 'transformers' } as unknown as CreateOptions);
    await expect(creation).rejects.toThrow('Expected `engine` to be transformers() of rankside/transformers');
  });
});
