/**
 * @file Reads the structure of a regular expression: choices, sequences, repetitions and assertions. What a character
 * class contains is not read.
 */

export type PatternNode =
  | { readonly kind: 'character' }
  | { readonly kind: 'assertion' }
  /** A lookahead or lookbehind. */
  | { readonly kind: 'look'; readonly body: PatternNode }
  | { readonly kind: 'choice'; readonly branches: readonly PatternNode[] }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | {
      readonly kind: 'repetition';
      readonly body: PatternNode;
      readonly least: number;
      /** Infinity for no limit. */
      readonly most: number;
    };

/** Groups deeper than this are not read, because reading recurses. Released tokenizers have a few levels. */
const DEEPEST = 100;

/** In order: escapes, classes, beginnings of groups, quantifiers, any other character. */
const TOKEN =
  /\\(?:[pPu]\{[^}]*\}|k<[^>]*>|[1-9]\d*|[\s\S])|\[(?:\\[\s\S]|[^\]\\])*\]|\(\?(?:[:=!]|<[=!]|<[\w$]+>|[a-z-]*:)|(?:[*+?]|\{\d+(?:,\d*)?\})\??|[\s\S]/gu;

/**
 * @param source a valid source with the flag `u`, in which braces and brackets have one meaning
 * @throws SyntaxError for a backreference and for groups that are too deep
 */
export function parsePattern(source: string): PatternNode {
  const tokens = Array.from(source.matchAll(TOKEN), ([token]) => token);
  let next = 0;

  function choice(depth: number): PatternNode {
    if (depth > DEEPEST) throw new SyntaxError(`more than ${DEEPEST} groups in each other`);
    const branches = [sequence(depth)];
    while (tokens[next] === '|') {
      next++;
      branches.push(sequence(depth));
    }
    return branches.length === 1 ? branches[0]! : { kind: 'choice', branches };
  }

  function sequence(depth: number): PatternNode {
    const parts: PatternNode[] = [];
    for (let token = tokens[next]; token !== undefined && token !== '|' && token !== ')'; token = tokens[next]) {
      next++;
      const limits = limitsOf(token);
      if (!limits) parts.push(part(token, depth));
      else parts.push({ kind: 'repetition', body: parts.pop() ?? { kind: 'assertion' }, ...limits });
    }
    return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
  }

  function part(token: string, depth: number): PatternNode {
    if (/^\\(?:k<|[1-9])/.test(token)) throw new SyntaxError('a backreference');
    if (/^(?:[\^$]|\\[bB])$/.test(token)) return { kind: 'assertion' };
    if (!token.startsWith('(')) return { kind: 'character' };
    const body = choice(depth + 1);
    next++; // the closing bracket
    return /^\(\?<?[=!]$/.test(token) ? { kind: 'look', body } : body;
  }

  return choice(0);
}

function limitsOf(token: string): { readonly least: number; readonly most: number } | undefined {
  if (/^\*\??$/.test(token)) return { least: 0, most: Infinity };
  if (/^\+\??$/.test(token)) return { least: 1, most: Infinity };
  if (/^\?\??$/.test(token)) return { least: 0, most: 1 };
  const braces = /^\{(\d+)(,(\d*))?\}\??$/.exec(token);
  if (!braces) return undefined;
  const [, least, hasComma, most] = braces;
  return { least: Number(least), most: hasComma === undefined ? Number(least) : most === '' ? Infinity : Number(most) };
}
