/**
 * @file `rankside/test`: a reranker without a model or a worker, for tests of applications. Client, host and events are
 * the real ones; only the engine is fake.
 */
import { expose } from 'comlink';
import { createHost } from '../host/create-host';
import { Pace } from '../host/pool/pace';
import { createReranker } from '../client/create-reranker';
import { ABILITIES } from '../models/abilities';
import { FakeEngine } from './fake-engine';
import type { FakeEngineOptions } from './fake-engine';
import { VectorCache } from '../engine/vectors/vector-cache';
import type { Method } from '../methods/contract/method';
import { resolveMethod } from '../methods/registry';
import type { ModelCard } from '../models/card';
import { withoutForeignFits } from '../models/exits';
import { pageFacts } from '../models/page-facts';
import type { CreateOptions, Reranker } from '../client/reranker';

export { FakeEngine } from './fake-engine';
export type { FakeEngineOptions } from './fake-engine';

/** Fields of the fake model's card. Default: any language, no threshold, and the default weight of fusion. */
export type FakeCardOptions = Partial<Pick<ModelCard, 'languages' | 'threshold' | 'fusion'>>;

/** Makes ports to a host that runs in the same thread. Pass the returned function as `worker`. */
export function fakeWorker(options: FakeEngineOptions & FakeCardOptions = {}): () => MessagePort {
  const card = fakeCard(options);
  return () => {
    const { port1, port2 } = new MessageChannel();
    const host = createHost((request) => {
      const engine = new FakeEngine(options);
      const method = resolveMethod(request.method, card);
      const vectors = new VectorCache(request.vectorCacheBytes);
      const fitted = withoutForeignFits(card, method.name);
      const mainModel = { card: fitted, engine, method, vectors, pace: new Pace() };
      return Promise.resolve({ mainModel, report: fakeReport(fitted, method) });
    });
    expose(host, port2);
    return port1;
  };
}

/** Creates a reranker that ranks deterministically by shared words, in Node or in a page. */
export function createFakeReranker(
  options: Omit<CreateOptions, 'worker'> & FakeEngineOptions & FakeCardOptions = {},
): Promise<Reranker> {
  const {
    queryLimit: _q,
    passageLimit: _p,
    beforeRow: _b,
    languages: _l,
    threshold: _t,
    fusion: _f,
    ...create
  } = options;
  return createReranker({ ...create, assets: 'https://rankside.invalid/', worker: fakeWorker(options) });
}

function fakeCard({ languages = ['*'], threshold, fusion }: FakeCardOptions): ModelCard {
  return {
    format: 2,
    name: 'fake',
    description: 'Shared words',
    method: 'late-interaction',
    abilities: ABILITIES,
    languages,
    parameters: 0,
    template: {},
    limits: { query: 64, passage: 256 },
    tokenizer: { path: '', bytes: 0, sha256: '' },
    variants: [],
    calibration: { slope: 4, intercept: -2, fittedOn: 'nothing' },
    ...(threshold ? { threshold } : {}),
    ...(fusion ? { fusion } : {}),
    golden: [],
    licence: 'Apache-2.0',
    provenance: [],
  };
}

function fakeReport(card: ModelCard, method: Method) {
  return {
    model: 'fake',
    depths: [],
    method: method.name,
    scoreKind: method.scoreKind,
    device: 'wasm',
    dtype: 'fp32',
    runtime: 'onnx',
    engine: 'fake@1',
    candidates: [{ device: 'wasm', dtype: 'fp32', runtime: 'onnx', state: 'serving' }],
    selfTest: { pairs: 0, maxError: 0, tolerance: 0 },
    storage: 'memory',
    threads: 1,
    workers: 1,
    mainModelPending: false,
    ...pageFacts(card),
    loadMs: 0,
    damagedEntries: 0,
    warnings: [],
  } as const;
}
