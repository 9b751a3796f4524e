/** @file The process of one pass: it receives one job as a message, and sends its outcome or an error back. */
import process from 'node:process';
import { showProgress } from '../../src/cli/eval-progress';
import { createNodeReranker } from '../../src/cli/node-reranker';
import { nameOf } from './job';
import { measure } from './measure';
import type { ProcessAnswer, ProcessTask } from './processes';

process.once('message', (task: ProcessTask) => {
  void answer(task).then((message) => process.send?.(message, () => process.disconnect()));
});
// The parent process has ended, so nobody awaits the outcome.
process.once('disconnect', () => process.exit());

async function answer({ job, assets }: ProcessTask): Promise<ProcessAnswer> {
  const label = `${nameOf(job)}: `;
  const show = showProgress({ write: (text) => process.stderr.write(label + text) });
  try {
    return { outcome: await measure(job, (options) => createNodeReranker(options, new URL(assets)), show) };
  } catch (error) {
    return { error: `${label}${error instanceof Error ? (error.stack ?? error.message) : String(error)}` };
  }
}
