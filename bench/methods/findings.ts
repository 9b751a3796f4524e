/** @file The findings about each method: its gain, its cost and a recommendation. */
import { bootstrapInterval, pairedDifferences } from '../../src/eval/bootstrap';
import type { Interval } from '../../src/eval/bootstrap';
import type { Contender } from './contenders';
import { contenders } from './contenders';
import type { Models } from './models';
import type { MethodRecord, MethodsRecord, SetRecord, Timing } from './record';

/** The means of a method on one set; the baselines are those of the same queries. */
export type SetResult = {
  readonly queries: number;
  readonly ndcg10: number;
  readonly firstStage: number;
  readonly random: number;
};

export type Finding = {
  readonly contender: Contender;
  /** Absent: no model here supports the method. */
  readonly model?: { readonly name: string; readonly trained: boolean };
  readonly candidates?: number;
  readonly sets: Readonly<Record<string, SetResult>>;
  /** The gain over BM25, as the mean of the sets. */
  readonly gain?: Interval;
  /** Means over all queries. `seconds` is wall-clock time where `timed`, and processor time otherwise. */
  readonly cost?: {
    readonly calls: number;
    readonly tokens: number;
    readonly seconds: number;
    readonly timed: boolean;
  };
  readonly verdict: Verdict;
};

export const VERDICTS = {
  recommended: 'recommended',
  insignificant: 'better, not significant',
  larger: 'needs a larger model',
  untrained: 'no trained model here',
  missing: 'no model here',
  few: 'too few queries',
  open: 'not measured',
} as const;
export type Verdict = keyof typeof VERDICTS;

export function findingsOf(record: MethodsRecord, models: Models): Finding[] {
  return contenders.map((contender) => findingOf(contender, record, models));
}

function findingOf(contender: Contender, record: MethodsRecord, models: Models): Finding {
  const model = models.get(contender.modelKind);
  if (!model) return { contender, sets: {}, verdict: 'missing' };
  const known = { contender, model: { name: model.name, trained: model.trained } };
  const found = Object.entries(record.sets).flatMap(([set, { methods, baselines }]) => {
    const method = methods[contender.name];
    const current = method?.fingerprint === model.fingerprint && Object.keys(method.queries).length > 0;
    return current ? [{ set, method, baselines }] : [];
  });
  if (found.length === 0) return { ...known, sets: {}, verdict: 'open' };
  const gain = bootstrapInterval(
    found.map(({ method, baselines }) => {
      const queries = Object.keys(method.queries);
      return pairedDifferences(
        queries.map((query) => method.queries[query]!.ndcg10),
        queries.map((query) => baselines[query]!.firstStage),
      );
    }),
  );
  const sets = Object.fromEntries(found.map(({ set, method, baselines }) => [set, resultOnSet(method, baselines)]));
  return {
    ...known,
    candidates: found[0]!.method.candidates,
    sets,
    gain,
    cost: costOf(
      found.map(({ method }) => method),
      record.timings[contender.name],
    ),
    verdict:
      found.length < Object.keys(record.sets).length && model.trained ? 'few' : verdictOf(sets, gain, model.trained),
  };
}

/** The number of queries of a set below which there is no verdict. */
const MIN_QUERIES = 10;

/** A method is recommended where it beats BM25 on every set, and significantly over all of them. */
function verdictOf(sets: Finding['sets'], gain: Interval, trained: boolean): Verdict {
  if (!trained) return 'untrained';
  const all = Object.values(sets);
  if (all.some(({ queries }) => queries < MIN_QUERIES)) return 'few';
  const mean = (of: (one: SetResult) => number) => all.reduce((sum, one) => sum + of(one), 0) / all.length;
  if (mean(({ ndcg10, firstStage }) => ndcg10 - firstStage) <= 0) return 'larger';
  if (mean(({ ndcg10, random }) => ndcg10 - random) <= 0) return 'larger';
  return gain.low > 0 && all.every(({ ndcg10, firstStage }) => ndcg10 > firstStage) ? 'recommended' : 'insignificant';
}

function resultOnSet({ queries }: MethodRecord, baselines: SetRecord['baselines']): SetResult {
  const ids = Object.keys(queries);
  const mean = (of: (query: string) => number) => ids.reduce((sum, query) => sum + of(query), 0) / ids.length;
  return {
    queries: ids.length,
    ndcg10: mean((query) => queries[query]!.ndcg10),
    firstStage: mean((query) => baselines[query]!.firstStage),
    random: mean((query) => baselines[query]!.random),
  };
}

function costOf(methods: readonly MethodRecord[], timing: Timing | undefined): NonNullable<Finding['cost']> {
  const all = methods.flatMap(({ queries }) => Object.values(queries));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const timed = timing?.fingerprint === methods[0]!.fingerprint;
  return {
    calls: mean(all.map(({ calls }) => calls)),
    tokens: mean(all.map(({ tokens }) => tokens)),
    seconds: timing && timed ? timing.seconds : mean(all.map(({ seconds }) => seconds)),
    timed,
  };
}
