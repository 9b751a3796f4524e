/**
 * @file What one call's ranking goes by, settled before the model is asked: fusion, cut, and what is to be said of its texts.
 *
 * A model's opinion of a text in a script that it does not read is worth nothing. An unread passage counts as the first stage has it;
 * under an unread query every passage is unread, so the first stage's order stands. `fusion: 'none'` asks for the model's order as
 * it is, and is warned alone.
 */
import { firstStageScore } from '../fusion/first-stage';
import { standardScores } from '../fusion/fuse';
import { READ_UNITS, foreignScript, scriptsOf } from '../util/scripts';
import type { Script } from '../util/scripts';
import type { Fusion, Passage, RerankerReport, RerankOptions, RerankStats } from '../core/types';

export type CallPlan = {
  readonly fusion: FusionPlan;
  readonly cut: Cut;
  readonly warnings: readonly string[];
  /**
   * What the first stage adds to each logit in the fused order, in standard deviations of the logits, for a cascade to go by. Absent where it adds
   * nothing.
   */
  readonly priors?: readonly number[];
  /** Whether passages may be left out of the main model's work: ranks of a `rrf` hang on every one. */
  readonly maySkip: boolean;
};

export type FusionPlan = {
  readonly kind: RerankStats['fusion'];
  /** The first stage's share in `weighted`. */
  readonly weight: number;
  /** Rows whose passage the model does not read. */
  readonly unread: ReadonlySet<number>;
};

export type Cut = { readonly topN?: number | undefined; readonly minScore?: number | undefined };

/** What the plan needs of what serves. */
export type Facts = Pick<RerankerReport, 'model' | 'languages' | 'fusion' | 'threshold' | 'instruction'>;

/** @throws RangeError when `minScore` is `auto` and the model has no threshold, or for an `instruction` that it has no place for */
export function planCall(
  query: string,
  passages: readonly Passage[],
  options: Pick<RerankOptions, 'fusion' | 'minScore' | 'topN' | 'instruction'>,
  facts: Facts,
): CallPlan {
  checkInstruction(options, facts);
  const seen = findForeignTexts(query, passages, facts.languages);
  const keepsOrder = seen.query !== undefined && options.fusion !== 'none';
  const kind = keepsOrder ? 'first-stage' : (options.fusion ?? defaultFusion(passages));
  const { weight } = facts.fusion;
  return {
    ...(kind === 'weighted' ? { priors: computePriors(passages, weight) } : {}),
    maySkip: kind !== 'rrf' && kind !== 'first-stage',
    fusion: { kind, weight, unread: new Set(seen.passages.keys()) },
    cut: { topN: options.topN, minScore: resolveMinScore(options, facts) },
    warnings: [
      ...queryWarnings(seen.query, facts, keepsOrder),
      ...passageWarnings(seen.passages, passages.length, facts, kind),
      ...(options.fusion === undefined && !keepsOrder ? missingScoreWarnings(passages) : []),
    ],
  };
}

/** (1 − w) · z(logit) + w · z(first stage), divided by (1 − w): the order is the same. */
function computePriors(passages: readonly Passage[], weight: number): number[] {
  const share = weight / Math.max(1 - weight, 1e-6);
  return standardScores(passages.map((passage) => firstStageScore(passage)!)).map((score) => share * score);
}

/** `weighted` where the first stage says something of every passage. */
function defaultFusion(passages: readonly Passage[]): Fusion {
  const scores = passages.map(firstStageScore);
  return scores.every(Number.isFinite) && scores.some((score) => score !== scores[0]) ? 'weighted' : 'none';
}

function resolveMinScore({ minScore }: RerankOptions, { model, threshold }: Facts): number | undefined {
  if (minScore !== 'auto') return minScore;
  if (threshold) return threshold.score;
  throw new RangeError(`Expected \`minScore\` to be a number, got \`auto\`: the card of ${model} has no threshold`);
}

function checkInstruction({ instruction }: Pick<RerankOptions, 'instruction'>, facts: Facts): void {
  if (instruction === undefined || facts.instruction !== undefined) return;
  throw new RangeError(`Expected \`instruction\` to be absent: the prompts of ${facts.model} have no place for one`);
}

type ForeignTexts = {
  readonly query: Script | undefined;
  /** Script of each unread passage, by row. */
  readonly passages: ReadonlyMap<number, Script>;
};

function findForeignTexts(query: string, passages: readonly Passage[], languages: readonly string[]): ForeignTexts {
  const scripts = scriptsOf(languages);
  const unread = new Map<number, Script>();
  if (!scripts) return { query: undefined, passages: unread };
  passages.forEach((passage, row) => {
    const foreign = foreignScript(textToInspect(passage), scripts);
    if (foreign !== undefined) unread.set(row, foreign);
  });
  return { query: foreignScript(query, scripts), passages: unread };
}

function queryWarnings(script: Script | undefined, facts: Facts, keepsOrder: boolean): string[] {
  if (script === undefined) return [];
  return [
    `The query is mostly in ${script}, ${notReadBy(facts)}${keepsOrder ? ': the first-stage order was kept' : ''}`,
  ];
}

function passageWarnings(
  unread: ForeignTexts['passages'],
  total: number,
  facts: Facts,
  kind: FusionPlan['kind'],
): string[] {
  if (unread.size === 0) return [];
  const scripts = [...new Set(unread.values())].join(', ');
  const are = `${unread.size} of ${total} passages ${unread.size === 1 ? 'is' : 'are'}`;
  const alone = kind === 'weighted' || kind === 'rrf' ? ': there the first stage alone was heard' : '';
  return [`${are} mostly in ${scripts}, ${notReadBy(facts)}${alone}`];
}

function notReadBy({ model, languages }: Facts): string {
  return `which ${model} (${languages.join(', ')}) does not read`;
}

/** Some passages with a score and some without is more likely a slip than a wish. */
function missingScoreWarnings(passages: readonly Passage[]): string[] {
  const gaps = passages.flatMap((passage, row) => (Number.isFinite(firstStageScore(passage)) ? [] : [row]));
  if (gaps.length === 0 || gaps.length === passages.length) return [];
  const lack = `${gaps.length} of ${passages.length} passages ${gaps.length === 1 ? 'has' : 'have'} no finite \`score\``;
  return [`Not fused with the first stage: ${lack}, the first is passages[${gaps[0]}]`];
}

/** As much of it as is looked at: joined whole, thousands of long texts are a long task. */
function textToInspect(passage: Passage): string {
  if (typeof passage === 'string') return passage;
  const { title, text } = passage;
  return title === undefined ? text : `${title.slice(0, READ_UNITS)} ${text.slice(0, READ_UNITS)}`;
}
