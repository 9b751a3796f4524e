/**
 * @file The reader’s judgments: which passages are relevant to which query. They are kept in this browser, belong to
 * the text of a passage, wherever it stands, and are removed with its document.
 */

export type JudgedPassage = { readonly text: string; readonly document: string };

export type Judged = JudgedPassage & { readonly grade: number };

export interface Judgments {
  grade(query: string, text: string): number | undefined;
  /** Giving the same grade again removes the judgment. */
  judge(query: string, passage: JudgedPassage, grade: number): void;
  /** Adds a judgment, in place of one of the same passage. */
  add(query: string, judged: Judged): void;
  /** Removes the judgments of passages of these documents. */
  forget(documents: readonly string[]): void;
  /** Removes the judgments of passages with these texts. */
  forgetTexts(texts: readonly string[]): void;
  /** Maps each judged query to the judgments of its passages, by `judgmentKey`. */
  readonly all: ReadonlyMap<string, ReadonlyMap<string, Judged>>;
  clear(): void;
}

const KEY = 'rankside-demo:judgments';

export function createJudgments(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = localStorage,
): Judgments {
  const all = read(storage);
  // Another tab may have removed a document: what it removed must not be written again.
  if (storage === globalThis.localStorage)
    addEventListener('storage', ({ key }) => {
      if (key !== null && key !== KEY) return;
      all.clear();
      for (const [query, grades] of read(storage)) all.set(query, grades);
    });
  const write = (): void => {
    for (const [query, grades] of all) if (grades.size === 0) all.delete(query);
    const plain = Object.fromEntries([...all].map(([query, grades]) => [query, Object.fromEntries(grades)]));
    storage.setItem(KEY, JSON.stringify(plain));
  };
  return {
    all,
    grade: (query, text) => all.get(query)?.get(judgmentKey(text))?.grade,
    judge(query, { text, document }, grade) {
      const grades = all.get(query) ?? new Map<string, Judged>();
      const key = judgmentKey(text);
      if (grades.get(key)?.grade === grade) grades.delete(key);
      else grades.set(key, { grade, text, document });
      all.set(query, grades);
      write();
    },
    add(query, { grade, text, document }) {
      all.set(query, (all.get(query) ?? new Map<string, Judged>()).set(judgmentKey(text), { grade, text, document }));
      write();
    },
    forget(documents) {
      const removed = new Set(documents);
      for (const grades of all.values())
        for (const [key, { document }] of grades) if (removed.has(document)) grades.delete(key);
      write();
    },
    forgetTexts(texts) {
      const removed = new Set(texts.map(judgmentKey));
      for (const grades of all.values()) for (const key of grades.keys()) if (removed.has(key)) grades.delete(key);
      write();
    },
    clear() {
      all.clear();
      storage.removeItem(KEY);
    },
  };
}

/** A short name of a text, in any white space. Of a million texts, two have the same with a chance of 1 in 10,000. */
export function judgmentKey(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (const letter of text.replace(/\s+/g, ' ').trim()) {
    const code = letter.codePointAt(0) ?? 0;
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  return (high >>> 0).toString(36) + (low >>> 0).toString(36);
}

type Stored = Partial<Judged> & { readonly grade: number; readonly text: string };

/** Earlier versions named a passage by the document and its place: `path#3`. */
function read(storage: Pick<Storage, 'getItem'>): Map<string, Map<string, Judged>> {
  try {
    const plain = JSON.parse(storage.getItem(KEY) ?? '{}') as Record<string, Record<string, Stored>>;
    const entries = Object.entries(plain).map(([query, grades]): [string, Map<string, Judged>] => [
      query,
      new Map(
        Object.entries(grades).map(([key, { grade, text, document = key.replace(/#\d+$/, '') }]) => [
          judgmentKey(text),
          { grade, text, document },
        ]),
      ),
    ]);
    return new Map(entries);
  } catch {
    return new Map();
  }
}
