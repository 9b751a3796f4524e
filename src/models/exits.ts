/** @file Where a model stops. A model cut at a depth is a model of its own: everything past the load sees its last exit alone. */
import type { Exit, ModelCard } from './card';

/** What a model without exits is taken to have. */
const DEFAULT_EXIT_WEIGHTS = { cosine: 0.5, maxsim: 0.5 };

/**
 * The card as if the model ended after `depth` layers: its last exit is the one in use. Without `depth` the card as it is.
 *
 * @throws RangeError that names the depths there are
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

/** After how many layers the model may stop, ascending; none where that is not known. */
export function depthsOf({ exits = [] }: ModelCard): number[] {
  return exits.map(({ depth }) => depth);
}

/** How the two parts of a late-interaction score weigh at the exit in use. */
export function weightsOf({ exits }: ModelCard): Pick<Exit, 'cosine' | 'maxsim'> {
  return exits?.at(-1) ?? DEFAULT_EXIT_WEIGHTS;
}

/** The card for `method`: what was fitted to the scores of its own method says nothing of another's, and is left out. */
export function withoutForeignFits(card: ModelCard, method: string): ModelCard {
  if (method === card.method) return card;
  const { calibration: _, fusion: __, threshold: ___, ...plain } = card;
  const exits = card.exits?.map(({ depth, cosine, maxsim }) => ({ depth, cosine, maxsim }));
  return { ...plain, ...(exits ? { exits } : {}) };
}

/** What was fitted for the exit in use, or for a model without exits. */
export function fittedOf(card: ModelCard): Pick<Exit, 'calibration' | 'fusion' | 'threshold' | 'cascade'> {
  return card.exits?.at(-1) ?? card;
}
