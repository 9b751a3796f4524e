/** @file Cuts a model to a depth. After a model is loaded, only the last exit of the cut model is used. */
import type { Exit, ModelCard } from './card';

/** The weights of a model without exits. */
const DEFAULT_EXIT_WEIGHTS = { cosine: 0.5, maxsim: 0.5 };

/**
 * The card of the model that ends after `depth` layers, so that its last exit is the one in use. Without `depth`, the
 * card does not change.
 *
 * @throws RangeError that names the depths of the model
 */
export function cutToDepth(card: ModelCard, depth: number | undefined): ModelCard {
  if (depth === undefined) return card;
  const depths = depthsOf(card);
  const segments = depths.indexOf(depth) + 1;
  if (segments === 0) {
    const known = depths.length > 0 ? `one of ${depths.join(', ')}` : `absent: ${card.name} has no exits`;
    throw new RangeError(`Expected \`depth\` to be ${known}, got \`${depth}\``);
  }
  return {
    ...card,
    exits: card.exits!.slice(0, segments),
    variants: card.variants.map((variant) => ({ ...variant, graphs: variant.graphs.slice(0, segments) })),
    golden: card.golden.map(({ query, passages }) => ({
      query,
      passages: passages.map((passage) => ({ ...passage, logits: passage.logits.slice(0, segments) })),
    })),
  };
}

/** The numbers of layers after which the model may stop, ascending; empty if it has no exits. */
export function depthsOf({ exits = [] }: ModelCard): number[] {
  return exits.map(({ depth }) => depth);
}

/** The weights of the two parts of a late-interaction score at the exit in use. */
export function weightsOf({ exits }: ModelCard): Pick<Exit, 'cosine' | 'maxsim'> {
  return exits?.at(-1) ?? DEFAULT_EXIT_WEIGHTS;
}

/**
 * The card for `method`. What was fitted to the card's own method is left out for other methods, whose scores differ.
 */
export function withoutForeignFits(card: ModelCard, method: string): ModelCard {
  if (method === card.method) return card;
  const { calibration: _, fusion: __, threshold: ___, ...plain } = card;
  const exits = card.exits?.map(({ depth, cosine, maxsim }) => ({ depth, cosine, maxsim }));
  return { ...plain, ...(exits ? { exits } : {}) };
}

/** Calibration, fusion weight, threshold and cascade fit of the exit in use, or of a model without exits. */
export function fittedOf(card: ModelCard): Pick<Exit, 'calibration' | 'fusion' | 'threshold' | 'cascade'> {
  return card.exits?.at(-1) ?? card;
}
