/**
 * @file Refuses a tokenizer that could take unbounded time or memory for a text. A model from outside brings its own
 * regular expressions, replacements and limits, and they are applied to every text; an expression cannot be stopped.
 *
 * The settings are checked before the tokenizer is built, the expressions afterwards, as they were translated for
 * JavaScript. It refuses more than it must. Released tokenizers stay far below every limit.
 */
import type { Tokenizer } from '@huggingface/tokenizers';
import { RerankError } from '../../core/errors';
import { patternCost } from './pattern-cost';
import type { PatternCost } from './pattern-cost';

/** For all expressions together, the steps from one position: this number times the characters of the text. */
const MOST_STEPS = 300;
const MOST_CHARACTERS = 20_000;
/** All replacements together may make a text this many times longer. */
const MOST_GROWTH = 100;
/** The longest text of a setting that is no expression. */
const LONGEST_SETTING = 256;
/** WordPiece tries every part of a word, so its time grows with the third power of this. */
const LONGEST_WORD = 1000;
/** Released tokenizers have less than ten levels. */
const DEEPEST = 20;
/** These have megabytes, and are only looked up. */
const LOOKED_UP = new Set(['vocab', 'merges', 'added_tokens', 'precompiled_charsmap']);

/** @throws RerankError `model-invalid` that names the setting */
export function expectBoundedSettings(tokenizer: object): void {
  checkSettings(tokenizer, 'tokenizer.json', 0);
}

function checkSettings(settings: object, at: string, depth: number): void {
  if (depth > DEEPEST) throw refused(`a tokenizer of at most ${DEEPEST} levels`, `more in ${at}`);
  for (const [key, value] of Object.entries(settings)) {
    if (LOOKED_UP.has(key)) continue;
    const name = `${at}.${key}`;
    if (key === 'max_input_chars_per_word' && value !== null && !(typeof value === 'number' && value <= LONGEST_WORD))
      throw refused(`${name} to be at most ${LONGEST_WORD}`, JSON.stringify(value));
    if (typeof value === 'string') checkText(value, key === 'Regex' ? MOST_CHARACTERS : LONGEST_SETTING, name);
    else if (typeof value === 'object' && value !== null) checkSettings(value as object, name, depth + 1);
  }
  const { type, length } = settings as { readonly type?: unknown; readonly length?: unknown };
  if (type === 'FixedLength' && !(Number.isInteger(length) && Number(length) > 0))
    throw refused(`${at}.length to be a positive integer`, JSON.stringify(length));
}

function checkText(text: string, longest: number, name: string): void {
  if (text.length > longest) throw refused(`${name} to have at most ${longest} characters`, `${text.length}`);
}

/** @throws RerankError `model-invalid` that quotes the expression */
export function expectBoundedPatterns({ normalizer, pre_tokenizer: splitter, decoder }: Tokenizer): void {
  let steps = 0;
  let growth = 1;
  for (const { pattern, content } of stepsOf([normalizer, splitter, decoder])) {
    const cost = costOf(pattern);
    steps += cost.steps.degree > 1 ? Infinity : cost.steps.factor;
    if (steps > MOST_STEPS)
      throw refused(
        'the patterns of the tokenizer to take bounded time',
        `${dangerOf(cost)} in ${pattern.source.slice(0, 80)}`,
      );
    growth *= growthOf(content, cost);
    if (growth > MOST_GROWTH)
      throw refused(`the tokenizer to make a text at most ${MOST_GROWTH} times longer`, `"${content.slice(0, 80)}"`);
  }
}

type Step = { readonly pattern: RegExp; readonly content: string };

/** The expressions of the parts of a tokenizer, each with what replaces its matches. Sequences hold further parts. */
function* stepsOf(value: unknown): Generator<Step> {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return;
  const {
    pattern,
    config,
    str_rep: blank,
  } = value as {
    readonly pattern?: unknown;
    readonly config?: { readonly content?: unknown };
    /** The character that Metaspace puts in the place of a blank. */
    readonly str_rep?: unknown;
  };
  if (pattern instanceof RegExp) yield { pattern, content: textOf(config?.content) };
  if (typeof blank === 'string') yield { pattern: / /u, content: blank };
  for (const [key, inner] of Object.entries(value)) if (key !== 'config') yield* stepsOf(inner);
}

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : '';
}

function costOf(pattern: RegExp): PatternCost {
  try {
    return patternCost(pattern.source);
  } catch (error) {
    throw refused(
      'the patterns of the tokenizer to take bounded time',
      `${(error as Error).message} in ${pattern.source.slice(0, 80)}`,
    );
  }
}

function dangerOf({ steps: { degree, factor } }: PatternCost): string {
  if (degree === Infinity || (degree === 0 && factor > MOST_STEPS)) return 'possibly exponential time';
  return degree > 1 ? `time that may grow with the power ${degree + 1} of the length` : `${Math.round(factor)} ways`;
}

/** How many times longer a replacement makes a text at most. A pattern that matches nothing matches everywhere. */
function growthOf(content: string, { shortest }: PatternCost): number {
  if (/\$[&`'<\d]/.test(content)) return Infinity; // inserts parts of the text itself
  return shortest === 0 ? 1 + content.length : Math.max(1, content.length / shortest);
}

function refused(expected: string, got: string): RerankError {
  return new RerankError('model-invalid', `Expected ${expected}, got ${got}`);
}
