/** @file An engine with scripted answers, and passages with known relevance. */
import type { Generated } from '../../src/engine/engine';
import { FakeEngine } from '../../src/test/fake-engine';
import type { FilledPrompt } from '../../src/prompts/prompt';

export type Script = (prompt: string, call: number) => string;

/** Generates the text of the script, one token per word, and records the prompts. */
export class ScriptedEngine extends FakeEngine {
  readonly prompts: string[] = [];
  readonly #script: Script;

  constructor(script: Script) {
    super();
    this.#script = script;
  }

  override async *generate(prompt: FilledPrompt, limit: number): AsyncGenerator<Generated, void, void> {
    this.prompts.push(promptText(prompt));
    const tokens = this.#script(promptText(prompt), this.prompts.length).split(/(?<= )/);
    let text = '';
    for (const token of tokens.slice(0, limit)) {
      this.modelCalls++;
      text += token;
      yield await Promise.resolve({ text, truncatedTokens: [] });
    }
  }
}

/** Returns the turns of a prompt, joined by line breaks. */
export function promptText({ system, user, answer }: FilledPrompt): string {
  return [system, user, answer].map((turn) => turn.map(({ text }) => text).join('')).join('\n');
}

export const QUESTION = 'keep rye bread fresh longer';
const shared = [3, 0, 5, 1, 4, 2];
/**
 * Passages of 25 words, in a mixed order, that share 0 to 5 words with `QUESTION`: each fifth word, in another order
 * than the question, so that none of them is an echo of it.
 */
export const GRADED = shared.map((count) => {
  const words = QUESTION.split(' ').slice(0, count).reverse();
  return { text: Array.from({ length: 25 }, (_, i) => (i % 5 === 0 ? words[i / 5] : undefined) ?? 'of').join(' ') };
});
/** The indices of `GRADED` by the number of shared words, best first. */
export const GRADED_ORDER = [2, 4, 0, 5, 3, 1];
