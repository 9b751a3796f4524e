/** @file What the figures say of each method: how much it adds, what it costs, whether to take it. */
import { bootstrapInterval, pairedDifferences } from '../../src/eval/bootstrap';
import type { Interval } from '../../src/eval/bootstrap';
import type { Contender } from './contenders';
import { contenders } from './contenders';
import type { Models } from './models';
import type { MethodRecord, MethodsRecord, SetRecord, Timing } from './record';

/** A method on one set; baselines are of the very queries that it ranked. */
export type OnSet = {
  readonly queries: number;
  readonly ndcg10: number;
  readonly firstStage: number;
  readonly random: number;
};

export type Finding = {
  readonly contender: Contender;
  /** Absent: there is no model for it here. */
  readonly model?: { readonly name: string; readonly trained: boolean };
  readonly candidates?: number;
  readonly sets: Readonly<Record<string, OnSet>>;
  /** Over BM25, the mean of the sets. */
  readonly gain?: Interval;
  /** Means over all queries. `seconds`: by the clock where `timed`, else of processor time. */
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
  unsure: 'better, but not surely',
  larger: 'needs a larger model',
  untrained: 'no trained model here',
  missing: 'no model here',
  few: 'too few queries yet',
  open: 'not measured yet',
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
  const sets = Object.fromEntries(found.map(({ set, method, baselines }) => [set, onSet(method, baselines)]));
  return {
    ...known,
    candidates: found[0]!.method.candidates,
    sets,
    gain,
    cost: costOf(
      found.map(({ method }) => method),
      record.timings[contender.name],
    ),
    verdict: verdictOf(sets, gain, model.trained),
  };
}

/** Of a set, to say anything. */
const LEAST_QUERIES = 10;

/** Recommended is what beats BM25 on every set, and surely so over all of them. */
function verdictOf(sets: Finding['sets'], gain: Interval, trained: boolean): Verdict {
  if (!trained) return 'untrained';
  const all = Object.values(sets);
  if (all.some(({ queries }) => queries < LEAST_QUERIES)) return 'few';
  const mean = (of: (one: OnSet) => number) => all.reduce((sum, one) => sum + of(one), 0) / all.length;
  if (mean(({ ndcg10, firstStage }) => ndcg10 - firstStage) <= 0) return 'larger';
  if (mean(({ ndcg10, random }) => ndcg10 - random) <= 0) return 'larger';
  return gain.low > 0 && all.every(({ ndcg10, firstStage }) => ndcg10 > firstStage) ? 'recommended' : 'unsure';
}

function onSet({ queries }: MethodRecord, baselines: SetRecord['baselines']): OnSet {
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
