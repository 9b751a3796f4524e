import { describe, expect, it } from 'vitest';
import { type Evaluated, createEvaluations, evaluationsIn } from '../../../../src/demo/page/judgments/evaluations';

function memory(room = Infinity) {
  const stored = new Map<string, string>();
  return {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem(key: string, value: string) {
      if (value.length > room) throw new DOMException('full', 'QuotaExceededError');
      stored.set(key, value);
    },
    removeItem: (key: string) => void stored.delete(key),
  };
}

const metrics = { ndcg10: 0.5, mrr10: 0.4, map: 0.3, recall100: 1 };
const evaluated = (at: number, question = 'q', source: Evaluated['source'] = 'judged'): Evaluated => ({
  ...{ at, source, name: 'your own judgments', model: 'base', passages: 3, candidates: 100 },
  ...{ firstStage: metrics, reranked: metrics, questions: [{ question, before: 0, after: 1 }] },
});
const times = ({ all }: { readonly all: readonly Evaluated[] }) => all.map(({ at }) => at);

describe('createEvaluations()', () => {
  it('keeps the newest between visits, each once', () => {
    const storage = memory();
    const first = createEvaluations(storage);
    first.add(...Array.from({ length: 25 }, (_, at) => evaluated(at)));
    first.add(evaluated(24));
    const second = createEvaluations(storage);
    expect(times(second)).toEqual(Array.from({ length: 20 }, (_, at) => 24 - at));
    second.remove(evaluated(24));
    expect(times(second)[0]).toBe(23);
    second.clear();
    expect(createEvaluations(storage).all).toEqual([]);
  });

  it('removes those of judgments that are gone, and no others', () => {
    const evaluations = createEvaluations(memory());
    evaluations.add(evaluated(1, 'kept'), evaluated(2, 'gone'), evaluated(3, 'gone', 'beir'));
    evaluations.forget((question) => question === 'kept');
    expect(times(evaluations)).toEqual([3, 1]);
  });

  it('drops the oldest when storage is full', () => {
    const evaluations = createEvaluations(memory(JSON.stringify([evaluated(1), evaluated(2)]).length));
    evaluations.add(evaluated(1), evaluated(2), evaluated(3));
    expect(times(evaluations)).toEqual([3, 2]);
  });
});

describe('evaluationsIn()', () => {
  it('leaves out what has another shape', () => {
    const { firstStage: _, ...incomplete } = evaluated(1);
    const odd = [null, 3, incomplete, { ...evaluated(2), questions: [{ question: 1 }] }, evaluated(3)];
    expect(evaluationsIn(odd)).toEqual([evaluated(3)]);
    expect(evaluationsIn(undefined)).toEqual([]);
  });
});
