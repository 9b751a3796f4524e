import { describe, expect, it } from 'vitest';
import { createJudgments } from '../../../../src/demo/page/judgments/judgments';

function memory() {
  const stored = new Map<string, string>();
  return {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  };
}

describe('createJudgments()', () => {
  const passage = (document: string, text: string) => ({ document, text });

  it('stores grades between visits, and removes a grade that is given twice', () => {
    const storage = memory();
    const first = createJudgments(storage);
    first.judge('q', passage('a', 'one'), 1);
    first.judge('q', passage('b', 'two'), 0);
    const second = createJudgments(storage);
    expect(['one', 'two', 'three'].map((text) => second.grade('q', text))).toEqual([1, 0, undefined]);
    second.judge('q', passage('a', 'one'), 1);
    second.judge('q', passage('b', 'two'), 0);
    expect([...createJudgments(storage).all]).toEqual([]);
  });

  it('keeps a grade with the text when its document changes, and gives none to another text', () => {
    const judgments = createJudgments(memory());
    judgments.judge('q', passage('a', 'Monday: soup'), 1);
    expect([judgments.grade('q', 'Monday:  soup'), judgments.grade('q', 'Tuesday: bread')]).toEqual([1, undefined]);
  });

  it('stores no word of a removed document', () => {
    const storage = memory();
    const judgments = createJudgments(storage);
    judgments.judge('q', passage('a', 'the xylographer'), 1);
    judgments.judge('q', passage('b', 'the cook'), 1);
    judgments.forget(['a']);
    expect(storage.getItem('rankside-demo:judgments')).not.toContain('xylographer');
    expect(judgments.grade('q', 'the cook')).toBe(1);
  });

  it('reads the judgments of earlier versions, which were named by their place', () => {
    const storage = memory();
    storage.setItem('rankside-demo:judgments', JSON.stringify({ q: { 'a.txt#3': { grade: 1, text: 'one' } } }));
    const judgments = createJudgments(storage);
    expect(judgments.grade('q', 'one')).toBe(1);
    judgments.forget(['a.txt']);
    expect(judgments.all.size).toBe(0);
  });

  it('starts empty when the stored text cannot be parsed', () => {
    const storage = memory();
    storage.setItem('rankside-demo:judgments', '{');
    expect(createJudgments(storage).all.size).toBe(0);
  });
});
