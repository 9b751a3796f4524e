/**
 * @file Runs passes in parallel, each in its own process, because a reranker in Node runs in the thread that creates
 * it.
 */
import { fork } from 'node:child_process';
import type { Job } from './job';
import type { Outcome } from './record';

/** The message to a pass's process; `assets` is the URL of the built package. */
export type ProcessTask = { readonly job: Job; readonly assets: string };

/** The message from a pass's process. */
export type ProcessAnswer = { readonly outcome: Outcome } | { readonly error: string };

/**
 * Runs `script` (see `child.ts`) in a child process. The child ends with this process, and its progress goes to the
 * same stderr.
 */
export function inProcess(script: string, task: ProcessTask): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = fork(script, { serialization: 'advanced' });
    child.once('message', (answer: ProcessAnswer) => {
      if ('outcome' in answer) resolve(answer.outcome);
      else reject(new Error(answer.error));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(new Error(`Expected the process of a pass to answer, got its exit (${signal ?? String(code)})`));
    });
    child.send(task);
  });
}

/**
 * Calls `work` for `items` in their order, up to `limit` at a time. Rejects with the first failure after all have
 * ended.
 */
export async function inParallel<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>) {
  const failures: unknown[] = [];
  const queue = items.values();
  const consume = async () => {
    for (const item of queue) await work(item).catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: limit }, consume));
  if (failures.length > 0) throw failures[0];
}
