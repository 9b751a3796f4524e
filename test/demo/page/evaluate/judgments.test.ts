import { describe, expect, it } from 'vitest';
import { createJudgments } from '../../../../src/demo/page/evaluate/judgments';

function memory() {
  const stored = new Map<string, string>();
  return {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  };
}

describe('createJudgments()', () => {
  it('stores grades between visits, and removes a grade that is given twice', () => {
    const storage = memory();
    const first = createJudgments(storage);
    first.judge('q', 'a#0', 1, 'text');
    first.judge('q', 'b#0', 0, 'text');
    const second = createJudgments(storage);
    expect([second.grade('q', 'a#0'), second.grade('q', 'b#0'), second.grade('q', 'c#0')]).toEqual([1, 0, undefined]);
    second.judge('q', 'a#0', 1, 'text');
    second.judge('q', 'b#0', 0, 'text');
    expect([...createJudgments(storage).all]).toEqual([]);
  });

  it('starts empty when the stored text cannot be parsed', () => {
    const storage = memory();
    storage.setItem('rankside-demo:judgments', '{');
    expect(createJudgments(storage).all.size).toBe(0);
  });
});
