/** @file A reranker in Node that counts the tokens of its model calls. */
import { nodeEnvironment } from '../../src/cli/node-environment';
import { createNodeReranker } from '../../src/cli/node-reranker';
import type { NodeRerankerOptions } from '../../src/cli/node-reranker';
import type { Runtime, Session } from '../../src/engine/runtimes/runtime';
import type { Reranker } from '../../src/client/reranker';

export type Counted = {
  readonly reranker: Reranker;
  /** Returns the number of tokens of all forward passes so far, including padding and the self-test. */
  readonly tokens: () => number;
};

/** @param assets the folder of the built package */
export async function createCounted(options: NodeRerankerOptions, assets: URL): Promise<Counted> {
  let tokens = 0;
  const onTokens = (count: number) => (tokens += count);
  const reranker = await createNodeReranker(options, assets, {
    ...nodeEnvironment,
    createRuntime: async (of) => countingRuntime(await nodeEnvironment.createRuntime(of), onTokens),
    createKernel: async (source) => countingRuntime(await nodeEnvironment.createKernel(source), onTokens),
  });
  return { reranker, tokens: () => tokens };
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
