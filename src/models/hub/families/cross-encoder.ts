/** @file Cross-encoders of a hub. Scores are the sigmoid of the logit, as such models are trained, and fitted to nothing. */
import type { KindParts } from './hub-card';
import type { HubFiles } from './hub-files';
import { inputLimit } from './limits';
import { readTemplates } from './template';

export function crossEncoderParts(files: HubFiles): KindParts {
  const limit = inputLimit(files);
  return {
    description: 'A cross-encoder',
    method: 'cross-encoder',
    abilities: ['classify'],
    template: readTemplates(files.tokenizer),
    limits: { query: Math.floor(limit / 2), passage: limit, pair: limit },
    calibration: SIGMOID,
    ...labelParts(files),
  };
}

export const SIGMOID = { slope: 1, intercept: 0, fittedOn: 'nothing: the sigmoid of the logit' } as const;

/** Which label is relevance, where there are several. */
export function labelParts({ config }: HubFiles): Pick<KindParts, 'relevance'> {
  const label = relevanceLabel(Object.entries(config.id2label ?? {}));
  return label === undefined ? {} : { relevance: { label, trained: 'softmax' } };
}

/** Place of the label that means relevant, where there are several. */
function relevanceLabel(labels: readonly (readonly [string, string])[]): number | undefined {
  if (labels.length < 2) return undefined;
  const named = labels.find(([, name]) => /^(relevant|yes|true|positive|entailment)$/i.test(name));
  return Number((named ?? labels.at(-1)!)[0]);
}
