/**
 * @file Plans a call before the model runs: how scores are fused, which results are cut, and which warnings apply.
 *
 * Scores of text in a script that the model does not read are meaningless. A passage in such a script therefore keeps
 * its first-stage score, and for a query in such a script the first-stage order is kept. `fusion: 'none'` requests the
 * model's order in any case; it only gets a warning.
 */
import { firstStageScore } from '../fusion/first-stage';
import { standardScores } from '../fusion/fuse';
import { READ_UNITS, foreignScript, scriptsOf } from '../util/scripts';
import type { Script } from '../util/scripts';
import type { ReportFacts } from '../core/report';
import type { Fusion, Passage, RerankOptions, RerankStats } from '../core/types';
import { formatValue } from './format-value';

export type CallPlan = {
  readonly fusion: FusionPlan;
  readonly cut: Cut;
  readonly warnings: readonly string[];
  /**
   * For each passage, what the first stage adds to its logit in the fused order, in standard deviations of the logits.
   * A cascade uses it to select passages. Absent without `weighted` fusion.
   */
  readonly priors?: readonly number[];
  /** Whether the main model may skip passages. It may not with `rrf`, where each rank depends on all passages. */
  readonly maySkip: boolean;
  /** Whether the last-pass model scores the best passages again. */
  readonly lastPass: boolean;
};

export type FusionPlan = {
  readonly kind: RerankStats['fusion'];
  /** The weight of the first stage in `weighted`, in [0, 1]. */
  readonly weight: number;
  /** The indices of passages in a script that the model does not read. */
  readonly unread: ReadonlySet<number>;
};

/** Limits on the results that are returned. */
export type Cut = {
  readonly topN?: number | undefined;
  readonly minScore?: number | undefined;
  /** Whether `minScore` drops what the main model has skipped, because it decided that its score is lower. */
  readonly isDecided?: boolean;
};

/**
 * @throws RangeError when `minScore` is `auto` and the model has no threshold, or when `instruction` is given and the
 * model's prompt has no place for one
 */
export function planCall(
  query: string,
  passages: readonly Passage[],
  options: Pick<RerankOptions, 'fusion' | 'minScore' | 'topN' | 'instruction' | 'lastPass' | 'longPassages'>,
  facts: ReportFacts,
): CallPlan {
  checkInstruction(options, facts);
  const foreign = findForeignTexts(query, passages, facts.languages);
  const keepsOrder = foreign.query !== undefined && options.fusion !== 'none';
  const kind = keepsOrder ? 'first-stage' : (options.fusion ?? defaultFusion(passages));
  const { weight } = facts.fusion;
  return {
    ...(kind === 'weighted' ? { priors: computePriors(passages, weight) } : {}),
    lastPass: kind !== 'first-stage' && usesLastPass(options, facts),
    maySkip: kind !== 'rrf' && kind !== 'first-stage',
    fusion: { kind, weight, unread: new Set(foreign.passages.keys()) },
    cut: { topN: options.topN, minScore: resolveMinScore(options, facts) },
    warnings: [
      ...queryWarnings(foreign.query, facts, keepsOrder),
      ...passageWarnings(foreign.passages, passages.length, facts, kind),
      ...(options.fusion === undefined && !keepsOrder ? missingScoreWarnings(passages) : []),
    ],
  };
}

function usesLastPass(
  { lastPass = true, longPassages = 'first' }: Pick<RerankOptions, 'lastPass' | 'longPassages'>,
  { lastPass: model }: ReportFacts,
): boolean {
  return lastPass && longPassages === 'first' && model !== undefined && model.state !== 'failed';
}

/**
 * The fused score is (1 − w) · z(logit) + w · z(first stage). Dividing it by (1 − w) keeps the order and gives w / (1 −
 * w) as the factor.
 */
function computePriors(passages: readonly Passage[], weight: number): number[] {
  const factor = weight / Math.max(1 - weight, 1e-6);
  return standardScores(passages.map((passage) => firstStageScore(passage)!)).map((score) => factor * score);
}

/** Returns `weighted` if every passage has a finite first-stage score and they are not all equal. */
function defaultFusion(passages: readonly Passage[]): Fusion {
  const scores = passages.map(firstStageScore);
  return scores.every(Number.isFinite) && scores.some((score) => score !== scores[0]) ? 'weighted' : 'none';
}

function resolveMinScore({ minScore }: RerankOptions, { model, threshold }: ReportFacts): number | undefined {
  if (minScore !== 'auto') return minScore;
  if (threshold) return threshold.score;
  throw new RangeError(`Expected \`minScore\` to be a number, got \`auto\`: the card of ${model} has no threshold`);
}

function checkInstruction({ instruction }: Pick<RerankOptions, 'instruction'>, facts: ReportFacts): void {
  if (instruction === undefined || facts.instruction !== undefined) return;
  const reason = `the prompts of ${facts.model} have no place for one`;
  throw new RangeError(`Expected \`instruction\` to be absent: ${reason}, got ${formatValue(instruction)}`);
}

type ForeignTexts = {
  readonly query: Script | undefined;
  /** The script of each unread passage, by index. */
  readonly passages: ReadonlyMap<number, Script>;
};

function findForeignTexts(query: string, passages: readonly Passage[], languages: readonly string[]): ForeignTexts {
  const scripts = scriptsOf(languages);
  const unread = new Map<number, Script>();
  if (!scripts) return { query: undefined, passages: unread };
  passages.forEach((passage, index) => {
    const script = foreignScript(textToInspect(passage), scripts);
    if (script !== undefined) unread.set(index, script);
  });
  return { query: foreignScript(query, scripts), passages: unread };
}

function queryWarnings(script: Script | undefined, facts: ReportFacts, keepsOrder: boolean): string[] {
  if (script === undefined) return [];
  return [
    `The query is mostly in ${script}, ${notReadBy(facts)}${keepsOrder ? ': the first-stage order was kept' : ''}`,
  ];
}

function passageWarnings(
  unread: ForeignTexts['passages'],
  total: number,
  facts: ReportFacts,
  kind: FusionPlan['kind'],
): string[] {
  if (unread.size === 0) return [];
  const scripts = [...new Set(unread.values())].join(', ');
  const subject = `${unread.size} of ${total} passages ${unread.size === 1 ? 'is' : 'are'}`;
  const instead = kind === 'weighted' || kind === 'rrf' ? ': only their first-stage scores were used' : '';
  return [`${subject} mostly in ${scripts}, ${notReadBy(facts)}${instead}`];
}

function notReadBy({ model, languages }: ReportFacts): string {
  return `which ${model} (${languages.join(', ')}) does not read`;
}

/** Warns when only some passages have a first-stage score, because that is probably a mistake. */
function missingScoreWarnings(passages: readonly Passage[]): string[] {
  const missing = passages.flatMap((passage, index) => (Number.isFinite(firstStageScore(passage)) ? [] : [index]));
  if (missing.length === 0 || missing.length === passages.length) return [];
  const have = missing.length === 1 ? 'has' : 'have';
  const reason = `${missing.length} of ${passages.length} passages ${have} no finite \`score\``;
  return [`The ranking was not fused with the first stage: ${reason}, the first is passages[${missing[0]}]`];
}

/** Cuts a passage to the part whose script is detected, because joining thousands of long texts takes long. */
function textToInspect(passage: Passage): string {
  if (typeof passage === 'string') return passage;
  const { title, text } = passage;
  return title === undefined || title === null ? text : `${title.slice(0, READ_UNITS)} ${text.slice(0, READ_UNITS)}`;
}
