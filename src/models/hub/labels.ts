/** @file How the output of a classification head is read: which label is relevance, and which calibration the score has. */
import type { ModelCard } from '../card';
import type { HubFiles } from './hub-files';

/** The score is the sigmoid of the logit, which is what such models are trained with. Nothing was fitted. */
export const SIGMOID = { slope: 1, intercept: 0, fittedOn: 'nothing: the sigmoid of the logit' } as const;

/** The label that means "relevant", for heads with several labels; empty for heads with one logit. */
export function readRelevance({ config }: HubFiles): Pick<ModelCard, 'relevance'> {
  const labels = Object.entries(config.id2label ?? {});
  if (labels.length < 2) return {};
  const named = labels.find(([, name]) => /^(relevant|yes|true|positive|entailment)$/i.test(name));
  return { relevance: { label: Number((named ?? labels.at(-1)!)[0]), trained: 'softmax' } };
}
