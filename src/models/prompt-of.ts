/** @file Chooses the prompt for a model. Pure. */
import type { Prompt } from '../prompts/prompt';
import { shownJson } from '../util/shown-json';
import type { ModelCard } from './card';

/** A model, and the instruction of the call. */
type PromptContext = { readonly card: ModelCard; readonly instruction?: string | undefined };

/**
 * The card's own prompt of that name, or else `prompt`. Its instruction, if it has one, is the caller's or else the
 * card's.
 *
 * @throws RangeError if the caller gives an instruction and the prompt has no field for it
 */
export function promptOf({ card, instruction }: PromptContext, prompt: Prompt): Prompt {
  const ownPrompt = card.prompts?.[prompt.name] ?? prompt;
  if (ownPrompt.fields.includes('instruction'))
    return { ...ownPrompt, values: { instruction: instruction ?? card.instruction! } };
  if (instruction === undefined) return ownPrompt;
  const reason = `the prompt ${ownPrompt.name} of ${card.name} has no place for one`;
  throw new RangeError(`Expected \`instruction\` to be absent: ${reason}, got ${shownJson(instruction)}`);
}
