/** @file Engines with one answer replaced, to see what a method makes of it. */
import type { Generated } from '../../src/engine/engine';
import { FakeEngine } from '../../src/test/fake-engine';
import type { FilledPrompt } from '../../src/prompts/prompt';

export type Script = (prompt: string, call: number) => string;

/** Generates what the script says, a token a space, and keeps the prompts it was given. */
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

/** Turns joined by line breaks. */
export function promptText({ system, user, answer }: FilledPrompt): string {
  return [system, user, answer].map((turn) => turn.map(({ text }) => text).join('')).join('\n');
}

/** Passages of 24 words that share 0 to 5 with `QUESTION`, scrambled; and their places by that, best first. */
export const QUESTION = 'keep rye bread fresh longer';
const shared = [3, 0, 5, 1, 4, 2];
export const GRADED = shared.map((count) => ({
  text: [...QUESTION.split(' ').slice(0, count), ...new Array<string>(24 - count).fill('of')].join(' '),
}));
export const GRADED_ORDER = [2, 4, 0, 5, 3, 1];
