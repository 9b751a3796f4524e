/** @file Holds a fake engine at a row, so that a test acts while a call is under way; no clock involved. */
import { nextMacrotask } from '../../src/util/next-macrotask';

export type Gate = {
  /** Give it to the fake engine. */
  readonly beforeRow: (text: string) => Promise<void>;
  /** Resolves once the row is reached and waits. */
  readonly reached: Promise<void>;
  /** Texts of the rows so far, the waiting one included. */
  readonly rows: readonly string[];
  open(): void;
};

/** Shut before the `at`-th row, from 1. */
export function gateAt(at: number): Gate {
  const rows: string[] = [];
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let reach!: () => void;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return {
    rows,
    reached,
    open,
    async beforeRow(text) {
      if (rows.push(text) < at) return;
      reach();
      await opened;
    },
  };
}

/** Lets every message that is under way between page and host arrive, and the answers to it. */
export async function settle(): Promise<void> {
  for (let hop = 0; hop < 60; hop++) await nextMacrotask();
}

/** `count` passages, each of words of its own and one in common. */
export function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `bread number ${at}`);
}
