/**
 * @file Starts the main model on the GPU beside the engine that serves: in a worker of its own, from the same weights,
 * after its self-test and a comparison of its logits with those of the serving engine.
 */
import type { CandidateReport } from '../../core/report';
import type { Engine } from '../../engine/engine';
import type { Variant } from '../../models/card';
import { messageOf } from '../../util/message-of';
import { candidateIdentity } from '../engines/plan';
import { PLAUSIBLE_ANSWER, scoreGolden } from '../engines/self-test';
import type { LoadContext, ModelPlan, StartedEngine } from '../engines/start-engine';
import type { LoadedModel } from '../loaded/loaded-model';
import { openPool } from '../pool/pool';
import type { Pool, PooledEngine } from '../pool/pool';
import { GpuEngine } from './gpu-engine';
import type { GpuEnd } from './gpu-engine';
import { readRefusal, storeRefusal } from './gpu-verdict';
import type { GpuIdentity } from './gpu-verdict';

/** The GPU beside the engine that serves. */
export interface SharedGpu {
  /** Its state, for the report. */
  readonly candidate: CandidateReport;
  /** Present while it shares the work. */
  readonly engine: PooledEngine | undefined;
  /** Ends its worker. */
  close(): void;
}

export type GpuStart = {
  /** The plan of the main model, with a `shared` variant. */
  readonly planned: ModelPlan;
  readonly started: StartedEngine;
  readonly mainModel: LoadedModel;
  /** Called after every change of the candidate's state but the first. */
  readonly onChange: () => void;
};

/** Starts the `shared` variant of a plan. Returns undefined if the plan has none. Never rejects. */
export function startGpuEngine(start: GpuStart, context: LoadContext): SharedGpu | undefined {
  const { plan, model } = start.planned;
  const { probe, env, store } = context;
  if (!plan.shared || !env.spawn || !probe || 'missing' in probe) return undefined;
  const gpu = new StartingGpu(plan.shared, start.onChange);
  const identity: GpuIdentity = { card: model.card, variant: plan.shared, adapter: probe.adapter };
  gpu.run(start, env.spawn, {
    read: () => readRefusal(store, identity),
    write: (reason) => storeRefusal(store, identity, reason),
  });
  return gpu;
}

type Verdict = { readonly read: () => Promise<string | undefined>; readonly write: (reason: string) => Promise<void> };

class StartingGpu implements SharedGpu {
  candidate: CandidateReport;
  engine: PooledEngine | undefined;
  readonly #variant: Variant;
  readonly #onChange: () => void;
  #pool: Pool | undefined;
  #closed = false;

  constructor(variant: Variant, onChange: () => void) {
    this.#variant = variant;
    this.#onChange = onChange;
    this.candidate = { ...candidateIdentity(variant), state: 'starting' };
  }

  run(start: GpuStart, spawn: () => Worker, verdict: Verdict): void {
    const end = ({ state, reason }: GpuEnd) => {
      this.close();
      this.#set({ state, reason });
      if (state === 'refused') void verdict.write(reason);
    };
    this.#start(start, spawn, verdict, end).catch((error: unknown) => end({ state: 'lost', reason: messageOf(error) }));
  }

  close(): void {
    this.#closed = true;
    this.engine = undefined;
    this.#pool?.close();
  }

  async #start({ started, mainModel }: GpuStart, spawn: () => Worker, verdict: Verdict, end: (end: GpuEnd) => void) {
    const refusal = await verdict.read();
    if (this.#closed) return;
    if (refusal !== undefined) return this.#set({ state: 'refused', reason: `On an earlier load: ${refusal}` });
    let failure = 'Its worker could not be started';
    this.#pool = openPool(1, spawn, (message) => (failure = message));
    const [pooled] = await this.#pool.addEngine({ ...started.parts, variant: this.#variant });
    if (!pooled) return end({ state: 'refused', reason: failure });
    const difference = await largestDifference(pooled, mainModel);
    if (!(difference <= LARGEST_DIFFERENCE)) {
      return end({ state: 'refused', reason: `Its logits differ from those on WASM by ${difference.toFixed(4)}` });
    }
    this.engine = new GpuEngine(pooled, end);
    this.#set({ state: 'sharing' });
  }

  #set(state: Pick<CandidateReport, 'state' | 'reason'>): void {
    this.candidate = { ...candidateIdentity(this.#variant), ...state };
    this.#onChange();
  }
}

/**
 * The largest difference between a logit on the GPU and the same logit on WASM, relative to the spread of the logits if
 * that is above 1, as with cross-encoders. Integer sums are equal on both, but
 * float operations between them round differently, which may move a component of a vector by one step.
 */
const LARGEST_DIFFERENCE = 0.01;

async function largestDifference(pooled: PooledEngine, { engine, card, method }: LoadedModel): Promise<number> {
  const session = pooled.open(() => undefined);
  const onGpu: Engine = {
    abilities: engine.abilities,
    build: engine.build,
    modelCalls: 0,
    count: (text) => engine.count(text),
    cost: (passage) => engine.cost(passage),
    embedQuery: (query, expansion) => engine.embedQuery!(query, expansion),
    embedPassages: (passages) => session.embedPassages!(passages),
    classify: (query, passages) => session.classify!(query, passages),
    dispose: () => Promise.resolve(),
  };
  let largest = 0;
  const golden = card.golden.length > 0 ? card.golden : [PLAUSIBLE_ANSWER];
  for (const each of golden.slice(0, GOLDEN_QUERIES)) {
    const [own, other] = [await scoreGolden(each, engine, card, method), await scoreGolden(each, onGpu, card, method)];
    const spread = Math.max(1, Math.max(...own) - Math.min(...own));
    own.forEach((logit, index) => (largest = Math.max(largest, Math.abs(logit - other[index]!) / spread)));
  }
  return largest;
}

/** The comparison takes time of the serving engine, so it uses a part of the golden queries. */
const GOLDEN_QUERIES = 2;
