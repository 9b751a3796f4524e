/** @file Holds a fake engine at a row, so that a test can act during a call without a clock. */
import { nextMacrotask } from '../../src/util/next-macrotask';

export type Gate = {
  /** The callback for the fake engine. */
  readonly beforeRow: (text: string) => Promise<void>;
  /** Resolves when the row is reached and waits. */
  readonly reached: Promise<void>;
  /** The texts of the rows so far, including the waiting one. */
  readonly rows: readonly string[];
  open(): void;
};

/** Creates a gate that holds the engine before the `at`-th row, from 1. */
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

/** Waits until all messages in flight between page and host, and their answers, have arrived. */
export async function settle(): Promise<void> {
  for (let hop = 0; hop < 60; hop++) await nextMacrotask();
}

/** Returns `count` passages, each with words of its own and one word in common. */
export function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `bread number ${at}`);
}
