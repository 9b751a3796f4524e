/**
 * @file How long a regular expression may take: an upper bound of the steps of an engine that backtracks, as that of
 * JavaScript does, over any text of n characters.
 *
 * A pattern that fails is tried again with every other choice that was made before: another branch, another number of
 * repetitions. The cost of a sequence is therefore the sum over its parts of the cost of the part times the ways of
 * those before it. Which characters a part matches is not looked at, so the bound may be far above the truth, never
 * below it. What follows from that: a repetition without a limit is refused if its body can match in two ways, because
 * the ways then multiply with each repetition (exponential time).
 */
import { parsePattern } from './parse-pattern';
import type { PatternNode } from './parse-pattern';

/** factor · n^degree. */
export type Growth = { readonly factor: number; readonly degree: number };

export type PatternCost = {
  /** The steps from one position of the text. */
  readonly steps: Growth;
  /** The fewest characters of a match. */
  readonly shortest: number;
};

type Cost = PatternCost & {
  /** The ways to match. */
  readonly ways: Growth;
  /** Whether it may match nothing, and so never makes the parts before it try again. */
  readonly optional: boolean;
};

const ONE: Growth = { factor: 1, degree: 0 };
const NONE: Growth = { factor: 0, degree: 0 };
const EXPONENTIAL: Growth = { factor: Infinity, degree: Infinity };
/** More repetitions than this count as without a limit. */
const FEW = 100;

/**
 * The source of a regular expression with the flag `u`, in which braces and brackets have one meaning.
 *
 * @throws SyntaxError for a backreference, whose cost depends on what was matched, and for what it cannot read
 */
export function patternCost(source: string): PatternCost {
  return costOf(parsePattern(source), true);
}

/** @param last whether nothing follows the node, so that its first match ends the search */
function costOf(node: PatternNode, last: boolean): Cost {
  switch (node.kind) {
    case 'character':
      return { steps: ONE, ways: ONE, shortest: 1, optional: false };
    case 'assertion':
      return { steps: ONE, ways: ONE, shortest: 0, optional: false };
    case 'look': {
      const { steps } = costOf(node.body, false);
      return { steps: sum(ONE, steps), ways: ONE, shortest: 0, optional: false };
    }
    case 'choice':
      return costOfChoice(node.branches.map((branch) => costOf(branch, last)));
    case 'sequence':
      return costOfSequence(node.parts, last);
    case 'repetition':
      return node.most > FEW ? costOfLoop(node, last) : costOfFew(node, last);
    default:
      return node satisfies never;
  }
}

function costOfChoice(branches: readonly Cost[]): Cost {
  return {
    steps: branches.map(({ steps }) => steps).reduce(sum, NONE),
    ways: branches.map(({ ways }) => ways).reduce(sum, NONE),
    shortest: Math.min(...branches.map(({ shortest }) => shortest)),
    optional: branches.some(({ optional }) => optional),
  };
}

function costOfSequence(parts: readonly PatternNode[], last: boolean): Cost {
  const inside = parts.map((part) => costOf(part, false));
  /** The last part that can fail. Where nothing follows the sequence, a match of this part ends the search. */
  const end = last ? inside.findLastIndex(({ optional }) => !optional) : parts.length;
  let steps = NONE;
  let ways = ONE;
  inside.forEach((cost, index) => {
    const isLast = index >= end;
    steps = sum(steps, product(index > end ? ONE : ways, isLast ? costOf(parts[index]!, true).steps : cost.steps));
    ways = product(ways, cost.ways);
  });
  const shortest = inside.reduce((total, cost) => total + cost.shortest, 0);
  return { steps, ways, shortest, optional: inside.every(({ optional }) => optional) };
}

type Repetition = Extract<PatternNode, { kind: 'repetition' }>;

/** Where nothing follows, the steps are those of one repetition: the others move on in the text. */
function costOfLoop({ body, least }: Repetition, last: boolean): Cost {
  const inside = costOf(body, false);
  const once = inside.ways.factor <= 1 && inside.ways.degree === 0;
  const each = { factor: 1, degree: 1 };
  return {
    steps: once ? product(inside.steps, last ? { factor: least + 1, degree: 0 } : each) : EXPONENTIAL,
    ways: once ? each : EXPONENTIAL,
    shortest: least * inside.shortest,
    optional: least === 0 || inside.optional,
  };
}

function costOfFew({ body, least, most }: Repetition, last: boolean): Cost {
  const inside = costOf(body, false);
  let steps = NONE;
  let ways = least === 0 ? ONE : NONE;
  let before = ONE;
  for (let count = 1; count <= most; count++) {
    steps = sum(steps, product(before, last && most === 1 ? costOf(body, true).steps : inside.steps));
    before = product(before, inside.ways);
    if (count >= least) ways = sum(ways, before);
  }
  return { steps, ways, shortest: least * inside.shortest, optional: least === 0 || inside.optional };
}

function sum(a: Growth, b: Growth): Growth {
  return { factor: a.factor + b.factor, degree: Math.max(a.degree, b.degree) };
}

function product(a: Growth, b: Growth): Growth {
  return { factor: a.factor * b.factor, degree: a.degree + b.degree };
}
