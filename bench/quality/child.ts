/** @file The process of one pass: a job comes as the one message, its outcome or what went wrong goes back. */
import process from 'node:process';
import { showProgress } from '../../src/cli/eval-progress';
import { createNodeReranker } from '../../src/cli/node-reranker';
import { nameOf } from './job';
import { measure } from './measure';
import type { Answer, Task } from './processes';

process.once('message', (task: Task) => {
  void answer(task).then((message) => process.send?.(message, () => process.disconnect()));
});
// The report is not waited for any more: it was stopped.
process.once('disconnect', () => process.exit());

async function answer({ job, assets }: Task): Promise<Answer> {
  const label = `${nameOf(job)}: `;
  const show = showProgress({ write: (text) => process.stderr.write(label + text) });
  try {
    return { outcome: await measure(job, (options) => createNodeReranker(options, new URL(assets)), show) };
  } catch (error) {
    return { error: `${label}${error instanceof Error ? (error.stack ?? error.message) : String(error)}` };
  }
}
