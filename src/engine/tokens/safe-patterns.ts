/**
 * @file Refuses a tokenizer with a regular expression that may take exponential time: an expression of a model is run
 * on every text, and the engine of JavaScript backtracks and cannot be stopped.
 *
 * It refuses more than it must: every group that may repeat without a small limit and that has a choice, or another
 * repetition, inside. Released tokenizers have none. Expressions that take polynomial time pass within limits; the
 * watchdog of the page ends a worker that such an expression keeps busy.
 */
import { RerankError } from '../../core/errors';

/** More repetitions than this count as without a limit. */
const FEW = 4;
/** Without a limit in one branch: the time grows with this power of the length at most. */
const MOST_REPETITIONS = 6;
const MOST_CHARACTERS = 20_000;
/** Released tokenizers have less than ten levels. */
const DEEPEST = 20;

/** @throws RerankError `model-invalid` that quotes the expression */
export function expectSafePatterns(tokenizer: object): void {
  for (const { pattern, at } of patternsIn(tokenizer, 'tokenizer.json', 0)) {
    const danger = dangerOf(pattern);
    if (danger === undefined) continue;
    const message = `Expected the patterns of the tokenizer to take bounded time, got ${danger} in ${at}: ${pattern.slice(0, 80)}`;
    throw new RerankError('model-invalid', message);
  }
}

type Found = { readonly pattern: string; readonly at: string };

/** Vocabularies and merges are not searched: they have megabytes, and no patterns. */
function patternsIn(value: unknown, at: string, depth: number): Found[] {
  if (typeof value !== 'object' || value === null) return [];
  if (depth > DEEPEST)
    throw new RerankError('model-invalid', `Expected a tokenizer of at most ${DEEPEST} levels, got more in ${at}`);
  return Object.entries(value).flatMap(([key, inner]): Found[] => {
    if (key === 'Regex' && typeof inner === 'string') return [{ pattern: inner, at }];
    return key === 'vocab' || key === 'merges' || key === 'added_tokens'
      ? []
      : patternsIn(inner, `${at}.${key}`, depth + 1);
  });
}

/** Says what may take exponential time, or returns undefined. */
export function dangerOf(pattern: string): string | undefined {
  if (pattern.length > MOST_CHARACTERS) return `${pattern.length} characters`;
  type Group = { hasChoice: boolean; repetitions: number; inBranch: number };
  const newGroup = (): Group => ({ hasChoice: false, repetitions: 0, inBranch: 0 });
  const open: Group[] = [newGroup()];
  let closed: Group | undefined;
  let index = 0;
  const token =
    /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\(\?(?:[:=!]|<[=!]|<\w+>|[a-z]*:)|[*+?]\??|\{\d+(?:,\d*)?\}\??|[\s\S]/y;
  while (index < pattern.length) {
    token.lastIndex = index;
    const [found] = token.exec(pattern)!;
    index += found.length;
    const group = open.at(-1)!;
    if (found.startsWith('(')) open.push(newGroup());
    else if (found === ')' && open.length > 1) {
      closed = open.pop()!;
      closed.repetitions = Math.max(closed.repetitions, closed.inBranch);
      open.at(-1)!.inBranch += closed.repetitions;
      continue;
    } else if (found === '|') {
      group.hasChoice = true;
      group.repetitions = Math.max(group.repetitions, group.inBranch);
      group.inBranch = 0;
    } else if (repeatsWithoutLimit(found)) {
      if (closed && (closed.hasChoice || closed.repetitions > 0)) return 'a repeated group with a choice or repetition';
      if (++group.inBranch > MOST_REPETITIONS) return `more than ${MOST_REPETITIONS} repetitions in a row`;
    }
    closed = undefined;
  }
  return undefined;
}

function repeatsWithoutLimit(quantifier: string): boolean {
  if (/^[*+]\??$/.test(quantifier)) return true;
  const limits = /^\{(\d+)(,(\d*))?\}\??$/.exec(quantifier);
  if (!limits) return false;
  const [, least, hasComma, most] = limits;
  return (hasComma && most === '' ? Infinity : Number(hasComma ? most : least)) > FEW;
}
