/** @file A reranker in Node that counts the tokens of its model calls. */
import { nodeEnvironment } from '../../src/cli/node-environment';
import { createNodeReranker, loadTransformers } from '../../src/cli/node-reranker';
import type { NodeRerankerOptions } from '../../src/cli/node-reranker';
import type { Runtime, Session } from '../../src/engine/runtimes/runtime';
import type { Reranker } from '../../src/client/reranker';
import type { TransformersModule } from '../../src/transformers/host';
import type { TransformersTensor } from '../../src/transformers/transformers-js';

export type Counted = {
  readonly reranker: Reranker;
  /** Returns the number of tokens of all forward passes so far, including padding and the self-test. */
  readonly tokens: () => number;
};

/** @param assets the folder of the built package */
export async function createCounted(options: NodeRerankerOptions, assets: URL): Promise<Counted> {
  let tokens = 0;
  const onTokens = (count: number) => (tokens += count);
  const environment = {
    ...nodeEnvironment,
    createRuntime: async (of: Parameters<typeof nodeEnvironment.createRuntime>[0]) =>
      countingRuntime(await nodeEnvironment.createRuntime(of), onTokens),
    createKernel: async (source: Parameters<typeof nodeEnvironment.createKernel>[0]) =>
      countingRuntime(await nodeEnvironment.createKernel(source), onTokens),
  };
  const module = options.runBy ? countingModule(await loadTransformers(), onTokens) : undefined;
  const reranker = await createNodeReranker(options, assets, environment, module);
  return { reranker, tokens: () => tokens };
}

/** Counts the tokens of causal models. */
function countingModule(module: TransformersModule, onTokens: (count: number) => void): TransformersModule {
  const { AutoModelForCausalLM: loader } = module;
  const load: typeof loader.from_pretrained = async (id, how) => {
    const model = await loader.from_pretrained(id, { ...how, session_options: { intraOpNumThreads: 1 } });
    const forward = model.forward.bind(model);
    model.forward = (inputs) => {
      onTokens((inputs['input_ids'] as TransformersTensor).dims.at(-1) ?? 0);
      return forward(inputs);
    };
    return model;
  };
  return { ...module, AutoModelForCausalLM: { from_pretrained: load } };
}

function countingRuntime(runtime: Runtime, onTokens: (count: number) => void): Runtime {
  return {
    build: runtime.build,
    threads: runtime.threads,
    ...(runtime.compiled ? { compiled: runtime.compiled } : {}),
    ...(runtime.createMatcher ? { createMatcher: () => runtime.createMatcher!() } : {}),
    createSession: async (device, files) => countingSession(await runtime.createSession(device, files), onTokens),
  };
}

/** Only the first segment of a model takes token ids; the sessions of later segments add nothing. */
function countingSession(session: Session, onTokens: (count: number) => void): Session {
  return {
    inputs: session.inputs,
    outputs: session.outputs,
    get deviceLoss() {
      return session.deviceLoss;
    },
    run(feeds, wanted) {
      const ids = feeds['input_ids'];
      onTokens(ids && 'data' in ids ? ids.data.length : 0);
      return session.run(feeds, wanted);
    },
    release: () => session.release(),
  };
}
