/**
 * @file The progress of an evaluation on stderr: a terminal shows one line that is rewritten, other outputs get a line
 * per 5%.
 */
import type { EvaluateProgress } from '../eval/evaluate';
import { meanMetrics } from '../eval/metrics';
import type { Output } from './command';

/** Returns a function that writes the progress after each step; the figures are means over all steps so far. */
export function showProgress(stderr: Output): (step: EvaluateProgress) => void {
  const steps: EvaluateProgress[] = [];
  return (step) => {
    steps.push(step);
    const { done, total } = step;
    if (stderr.isTTY) stderr.write(`\r${progressText(steps)}${done === total ? '\n' : ''}`);
    else if (done === total || done % Math.ceil(total / 20) === 0) stderr.write(`${progressText(steps)}\n`);
  };
}

function progressText(steps: readonly EvaluateProgress[]): string {
  const { done, total } = steps[steps.length - 1] ?? { done: 0, total: 0 };
  const ms = steps.reduce((sum, step) => sum + step.ms, 0) / steps.length;
  const first = meanMetrics(steps.map((step) => step.firstStage)).ndcg10;
  const reranked = meanMetrics(steps.map((step) => step.reranked)).ndcg10;
  const count = `${String(done).padStart(String(total).length)}/${String(total)} queries`;
  return `${count}, ${ms.toFixed(1)} ms per query, nDCG@10 ${first.toFixed(4)} → ${reranked.toFixed(4)}`;
}
