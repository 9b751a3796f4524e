/**
 * @file A joint score by sentences: how much lower the logit is without each (Li, Monroe and Jurafsky 2016, erasure).
 *
 * For models that read query and passage together and say nothing of parts. Sentences that repeat each other are not missed and
 * get little. Model calls: 1 + sentences, for each passage.
 */
import type { Engine, PairLogit, PassageText } from '../../engine/engine';
import { sentencesBefore } from '../../util/sentences';
import { scaled } from './explain';
import type { Explain, ExplainTask } from './explain';

export const explainByLeavingOut: Explain = async function* (task, engine) {
  for (const passage of task.passages) {
    const whole = await judge(passage, task, engine);
    // Else leaving a sentence out would let in what was cut off.
    const end = whole.truncatedTokens > 0 ? endOfRead(passage, task.query, engine) : passage.text.length;
    const sentences = sentencesBefore(passage.text, end);
    const losses: number[] = [];
    for (const sentence of sentences) {
      const text =
        passage.text.slice(0, sentence.start) + passage.text.slice(sentence.end, Math.max(end, sentence.end));
      losses.push(whole.logit - (await judge({ ...passage, text }, task, engine)).logit);
    }
    yield { by: 'leave-one-out', sentences: scaled(sentences, losses), tokens: [] };
  }
};

function endOfRead(passage: PassageText, query: string, engine: Engine): number {
  const last = engine.spans?.(passage, query).findLast((span) => span !== undefined);
  return last?.end ?? 0;
}

async function judge(passage: PassageText, task: ExplainTask, engine: Engine): Promise<PairLogit> {
  await task.checkpoint();
  const [judgement] = await engine.classify!(task.query, [passage], task.instruction);
  return judgement!;
}
