/** @file Passes side by side, each in a process of its own: a reranker in Node works in the thread that made it. */
import { fork } from 'node:child_process';
import type { Job } from './job';
import type { Outcome } from './record';

/** What a pass's process is told; `assets` is the URL of the built package. */
export type Task = { readonly job: Job; readonly assets: string };

/** What it answers. */
export type Answer = { readonly outcome: Outcome } | { readonly error: string };

/** Runs `script` (see `child.ts`) over one task. It ends with us, and its progress goes to our stderr. */
export function inProcess(script: string, task: Task): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = fork(script, { serialization: 'advanced' });
    child.once('message', (answer: Answer) => {
      if ('outcome' in answer) resolve(answer.outcome);
      else reject(new Error(answer.error));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      reject(new Error(`Expected the process of a pass to answer, got its end (${signal ?? String(code)})`));
    });
    child.send(task);
  });
}

/** Works through `items` in their order, up to `limit` at a time. Rejects with the first failure once all are through. */
export async function inParallel<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>) {
  const failures: unknown[] = [];
  const queue = items.values();
  const consume = async () => {
    for (const item of queue) await work(item).catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: limit }, consume));
  if (failures.length > 0) throw failures[0];
}
