/**
 * @file Faults at every place while 50 calls run: each call settles within its limit and two seconds, with a right
 * ranking or a `RerankError`. `npm run fuzz` runs 20 rounds of each place.
 */
import { expect, test } from 'vitest';
import { deleteStoredVectors, isRerankError } from '../../src/index';
import type { RankEvent, Reranker, RerankResult } from '../../src/index';
import { fuzzRounds } from '../fuzz-rounds';
import { cardWithoutKernel, createTiny, faultyWorkers, sentences } from './harness';

const CALLS = 50;
/** Milliseconds until a call returns what it has. */
const LIMIT = 20_000;
const HANG_MS = 8000;
const all = sentences(3 * CALLS);
const requestOf = (call: number) =>
  [`Which engine needs oil, number ${call}?`, all.slice(3 * call, 3 * call + 3)] as const;
/** A score is that of one of the sound engines, up to rounding. */
const TOLERANCE = 1e-4;
/** The clock before any fault. */
const now = performance.now.bind(performance);

const channel = new BroadcastChannel('chaos');
const made: Worker[] = [];
/** The place where workers that start from now on fail. */
let nextName = '';
const make = (): Worker => {
  const worker = new Worker(new URL('./chaos-worker.ts', import.meta.url), { type: 'module', name: nextName });
  made.push(worker);
  return worker;
};

/** Faults that the page causes; all others are commands to the worker. */
const ON_PAGE: Readonly<Record<string, () => unknown>> = {
  'the worker is terminated': () => made.at(-1).terminate(),
  'the worker is terminated twice': () => {
    made.at(-1).terminate();
    setTimeout(() => made.at(-1).terminate(), 100);
  },
  'a message cannot be read': () => made.at(-1).dispatchEvent(new MessageEvent('messageerror')),
  'the lock of the worker is stolen': async () => {
    const { held = [] } = await navigator.locks.query();
    const name = held.map((lock) => lock.name!).find((each) => /^rankside-\d/.test(each));
    if (name !== undefined) await navigator.locks.request(name, { steal: true }, () => undefined);
  },
  'vectors are deleted': () => deleteStoredVectors(),
  'the storage is cleared': async () => {
    for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name!);
    for (const name of await caches.keys()) await caches.delete(name);
  },
  'the page is busy for 2.5 s': () => {
    const end = now() + 2500;
    while (now() < end);
  },
};

/** Faults of the worker in the middle of its work. */
const IN_WORKER = [
  ...['the worker closes itself', 'the worker throws', 'the worker rejects', 'the worker is busy for 2.5 s'],
  ...['a run fails', 'a run gives NaN', 'a run never ends'],
  ...['an event of a job is lost', 'twenty events of jobs are lost'],
  ...['the clock jumps an hour ahead', 'the clock jumps an hour back'],
];
/** Faults of the platform. The worker is terminated too, and its replacements have the fault from their start. */
const ON_PLATFORM = [
  ...['IndexedDB throws on reads', 'IndexedDB throws on writes', 'IndexedDB does not answer'],
  ...['IndexedDB cannot be opened', 'Cache Storage is full', 'Cache Storage does not answer'],
  ...['the network fails', 'hashes fail', 'memory cannot grow'],
];

function inject(place: string): void {
  if (ON_PAGE[place]) void ON_PAGE[place]();
  else if (IN_WORKER.includes(place)) channel.postMessage(place);
  else {
    nextName = place;
    made.at(-1).terminate();
  }
}

const FEW = [
  ...['the worker is terminated', 'a run never ends', 'twenty events of jobs are lost'],
  ...['IndexedDB does not answer', 'the storage is cleared'],
];
const PLACES = fuzzRounds > 2 ? [...Object.keys(ON_PAGE), ...IN_WORKER, ...ON_PLATFORM] : FEW;
const rounds = fuzzRounds > 2 ? 20 : 1;

/** By call: the score of each passage from each engine that may serve. */
type RightScores = readonly (readonly ReadonlyMap<number, number>[])[];
let expected: Promise<RightScores> | undefined;

/**
 * The scores of the kernel, and of onnxruntime-web, which serves where the kernel cannot run. The first worker is of
 * the kind that the test breaks, so that its script has been served when silence begins to count as a loss.
 */
async function rightScores(): Promise<RightScores> {
  const scores: ReadonlyMap<number, number>[][] = Array.from({ length: CALLS }, () => []);
  for (const worker of [make, faultyWorkers({ card: await cardWithoutKernel() }).make]) {
    await using sound = await createTiny({ worker, cores: 1 });
    const found = await Promise.all(scores.map((_, call) => sound.rerank(...requestOf(call))));
    found.forEach(({ results }, call) => scores[call]!.push(new Map(results.map(({ index, score }) => [index, score!])))); // prettier-ignore
  }
  return scores;
}

/** Whether all scores are right, and in their order. */
function isRight({ results, stats }: RerankResult<string>, engines: RightScores[number]): boolean {
  const scored = results.filter(({ score }) => score !== undefined);
  const inOrder = scored.every(({ score }, i) => i === 0 || score! <= scored[i - 1]!.score!);
  const right = scored.every(({ index, score }) =>
    engines.some((scores) => Math.abs(score! - scores.get(index)!) < TOLERANCE),
  );
  return inOrder && right && (!stats.complete || scored.length === engines[0]!.size);
}

/** One round: 50 calls, and the fault at a random moment of them. */
async function runWith(place: string, reranker: Reranker) {
  await deleteStoredVectors().catch(() => undefined);
  const scores = await expected!;
  let untilFault = 1 + Math.floor(Math.random() * 40);
  const onProgress = (event: RankEvent) => {
    if (event.kind !== 'ranking' || --untilFault !== 0) return;
    inject(place);
  };
  const started = now();
  const ends = Array.from({ length: CALLS }, async (_, call) => {
    const end = await reranker.rerank(...requestOf(call), { budgetMs: LIMIT, onProgress }).then(
      (result) => {
        if (!isRight(result, scores[call]!)) return 'wrong';
        return result.stats.complete ? 'right' : 'right in part';
      },
      (error: unknown) => (isRerankError(error) ? error.code : 'no code'),
    );
    return { end, ms: now() - started };
  });
  const settled = await Promise.all(ends);
  // Without an engine there is no event to wait for; workers then have had the fault since an earlier round.
  return { settled, injected: untilFault <= 0 || nextName === place };
}

test.each(PLACES)('%s', { timeout: 60_000 * rounds }, async (place) => {
  const counts: Record<string, number> = {};
  let slowest = 0;
  nextName = '';
  await (expected ??= rightScores());
  // Vectors are in storage alone, so that every round has to read or compute them.
  const kept = { cache: 'persistent', vectorCacheBytes: 0 } as const;
  await using reranker = await createTiny({ worker: make, cores: 1, hangMs: HANG_MS, ...kept });
  for (let round = 0; round < rounds; round++) {
    const { settled, injected } = await runWith(place, reranker);
    expect(injected).toBe(true);
    for (const { end, ms } of settled) {
      counts[end] = (counts[end] ?? 0) + 1;
      slowest = Math.max(slowest, ms);
    }
  }
  if (rounds > 1)
    console.log(`${place}: ${JSON.stringify(counts)}, slowest ${Math.round(slowest)} ms, ${reranker.report.engine}`);
  expect(counts).not.toHaveProperty('wrong');
  expect(counts).not.toHaveProperty('no code');
  expect(slowest).toBeLessThan(LIMIT + 2000);
});
