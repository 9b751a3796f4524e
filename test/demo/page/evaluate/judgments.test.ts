import { describe, expect, it } from 'vitest';
import { createJudgments } from '../../../../src/demo/page/evaluate/judgments';

function memory() {
  const held = new Map<string, string>();
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  };
}

describe('createJudgments()', () => {
  it('remembers grades over visits, and takes one back that is given twice', () => {
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

  it('starts empty on what it cannot read', () => {
    const storage = memory();
    storage.setItem('rankside-demo:judgments', '{');
    expect(createJudgments(storage).all.size).toBe(0);
  });
});
