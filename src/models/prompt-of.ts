/** @file The prompt that a model is asked with. Pure. */
import type { Prompt } from '../prompts/prompt';
import type { ModelCard } from './card';

/** A model, and what a call tells it of the task. */
type PromptContext = { readonly card: ModelCard; readonly instruction?: string | undefined };

/**
 * The card's own prompt of that name, or ours; where it has an instruction, with the caller's or else the card's.
 *
 * @throws RangeError when the caller has an instruction and the prompt no place for it
 */
export function promptOf({ card, instruction }: PromptContext, prompt: Prompt): Prompt {
  const ownPrompt = card.prompts?.[prompt.name] ?? prompt;
  if (ownPrompt.fields.includes('instruction'))
    return { ...ownPrompt, values: { instruction: instruction ?? card.instruction! } };
  if (instruction === undefined) return ownPrompt;
  throw new RangeError(
    `Expected \`instruction\` to be absent: the prompt ${ownPrompt.name} of ${card.name} has no place for one`,
  );
}
