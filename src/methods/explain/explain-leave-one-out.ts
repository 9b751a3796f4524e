/**
 * @file Explains a joint score by sentences: how much the logit falls without each of them (Li, Monroe and Jurafsky
 * 2016, erasure).
 *
 * It serves models that read query and passage together and return one score. A sentence that another one repeats can
 * be left out at little loss, so it gets little relevance. Model calls: 1 + sentences, for each passage.
 */
import type { Engine, PairLogit, PassageText } from '../../engine/engine';
import { sentencesBefore } from '../../util/sentences';
import { scaleToLargest } from './explain';
import type { Explain, ExplainTask } from './explain';

export const explainByLeavingOut: Explain = async function* (task, engine) {
  for (const passage of task.passages) {
    const full = await classifyOne(passage, task, engine);
    // Sentences after the cut are skipped: without an earlier sentence, the model would read beyond the cut.
    const end = full.truncatedTokens > 0 ? endOfReadText(passage, task.query, engine) : passage.text.length;
    const sentences = sentencesBefore(passage.text, end);
    const losses: number[] = [];
    for (const sentence of sentences) {
      const text =
        passage.text.slice(0, sentence.start) + passage.text.slice(sentence.end, Math.max(end, sentence.end));
      losses.push(full.logit - (await classifyOne({ ...passage, text }, task, engine)).logit);
    }
    yield { by: 'leave-one-out', sentences: scaleToLargest(sentences, losses), tokens: [] };
  }
};

function endOfReadText(passage: PassageText, query: string, engine: Engine): number {
  const last = engine.spans?.(passage, query).findLast((span) => span !== undefined);
  return last?.end ?? 0;
}

async function classifyOne(passage: PassageText, task: ExplainTask, engine: Engine): Promise<PairLogit> {
  await task.checkpoint();
  const [judgement] = await engine.classify!(task.query, [passage], task.instruction);
  return judgement!;
}
