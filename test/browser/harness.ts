/** @file The parts that browser tests share: workers over the sources, the tiny models, and texts. */
import { createReranker } from '../../src/index';
import { onnx } from '../../src/onnx';
import type { CreateOptions, Reranker } from '../../src/index';
import type { ModelCard } from '../../src/models/card';
import type { Fault } from './faulty-worker';

export const tinyLate = new URL('/fixtures/models/tiny-late/', location.href);
export const tinyCross = new URL('/fixtures/models/tiny-cross/', location.href);

/** Creates workers with the given faults in turn, and collects them, newest last; later workers have no fault. */
export function faultyWorkers(...faults: readonly Fault[]) {
  const made: Worker[] = [];
  const make = (): Worker => {
    const name = JSON.stringify(faults[made.length] ?? {});
    const worker = new Worker(new URL('./faulty-worker.ts', import.meta.url), { type: 'module', name });
    made.push(worker);
    return worker;
  };
  return { made, make };
}

/** The tiny late-interaction model's card with onnxruntime-web as its only runtime, for a `Fault`. */
export async function cardWithoutKernel(): Promise<string> {
  const card = (await (await fetch(new URL('card.json', tinyLate))).json()) as ModelCard;
  return JSON.stringify({ ...card, variants: card.variants.filter(({ runtime }) => runtime !== 'kernel') });
}

export function shippedWorker(): Worker {
  return new Worker(new URL('../../workers/worker.ts', import.meta.url), { type: 'module' });
}

/** A reranker over the sources, with the tiny late-interaction model on WASM. */
export const tinyOptions: CreateOptions = {
  model: tinyLate,
  device: 'wasm',
  cache: 'memory',
  assets: location.origin,
  runtimes: [onnx()],
  worker: shippedWorker,
};

export function createTiny(options: CreateOptions = {}): Promise<Reranker> {
  return createReranker({ ...tinyOptions, ...options });
}

const SUBJECTS = [
  'The river',
  'A baker',
  'My old bicycle',
  'The night train',
  'Our neighbour',
  'A small engine',
  'The winter',
];
const DEEDS = [
  'carries stones to the sea',
  'wakes before the sun',
  'needs oil on its chain',
  'stops at every village',
  'is late again',
];

/** Returns `count` distinct sentences, which are always the same. */
export function sentences(count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const subject = SUBJECTS[at % SUBJECTS.length]!;
    const deed = DEEDS[Math.floor(at / SUBJECTS.length) % DEEDS.length]!;
    return `${subject} ${deed}, for the ${at + 1}th time`;
  });
}
