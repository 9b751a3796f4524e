/** @file The worker of an app that loads a sentence encoder with transformers.js itself. */
import { AutoModel, AutoTokenizer, env } from '@huggingface/transformers';
import { exposeTransformersHost } from '../../src/transformers/host';
import type { GivenModel } from '../../src/transformers/host';

const { origin } = self.location;
env.remoteHost = `${origin}/hub/`;
env.useBrowserCache = false;
Object.assign(env.backends.onnx.wasm!, {
  numThreads: 1,
  wasmPaths: {
    mjs: `${origin}/runtime/ort-wasm-simd-threaded.mjs`,
    wasm: `${origin}/runtime/ort-wasm-simd-threaded.wasm`,
  },
});
env.useWasmCache = false;

exposeTransformersHost({
  model: AutoModel.from_pretrained('tiny/mean', { dtype: 'fp32' }),
  tokenizer: AutoTokenizer.from_pretrained('tiny/mean'),
  files: {
    '1_Pooling/config.json': { pooling_mode_mean_tokens: true },
    'config_sentence_transformers.json': { prompts: { query: 'query: ', passage: 'passage: ' } },
  },
} as unknown as GivenModel);
