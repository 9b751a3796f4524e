/** @file The reader's judgments: which passages are relevant to which query. They are kept in this browser. */

export type Judged = { readonly grade: number; readonly text: string };

export interface Judgments {
  grade(query: string, passage: string): number | undefined;
  /** Giving the same grade again removes the judgment. */
  judge(query: string, passage: string, grade: number, text: string): void;
  /** Maps each judged query to the judgments of its passages. */
  readonly all: ReadonlyMap<string, ReadonlyMap<string, Judged>>;
  clear(): void;
}

const KEY = 'rankside-demo:judgments';

export function createJudgments(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = localStorage,
): Judgments {
  const all = read(storage);
  const write = (): void => {
    const plain = Object.fromEntries([...all].map(([query, grades]) => [query, Object.fromEntries(grades)]));
    storage.setItem(KEY, JSON.stringify(plain));
  };
  return {
    all,
    grade: (query, passage) => all.get(query)?.get(passage)?.grade,
    judge(query, passage, grade, text) {
      const grades = all.get(query) ?? new Map<string, Judged>();
      if (grades.get(passage)?.grade === grade) grades.delete(passage);
      else grades.set(passage, { grade, text });
      if (grades.size > 0) all.set(query, grades);
      else all.delete(query);
      write();
    },
    clear() {
      all.clear();
      storage.removeItem(KEY);
    },
  };
}

function read(storage: Pick<Storage, 'getItem'>): Map<string, Map<string, Judged>> {
  try {
    const plain = JSON.parse(storage.getItem(KEY) ?? '{}') as Record<string, Record<string, Judged>>;
    return new Map(Object.entries(plain).map(([query, grades]) => [query, new Map(Object.entries(grades))]));
  } catch {
    return new Map();
  }
}
