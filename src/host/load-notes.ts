/**
 * @file The notes of a load and of the time after it, for a developer: warnings, damaged stored values, and the state
 * of the last-pass model.
 */
import type { LastPassReport } from '../core/report';
import type { HostReport } from '../protocol/host-api';

export class LoadNotes {
  readonly #warnings: string[] = [];
  #damagedEntries = 0;
  #lastPass: LastPassReport | undefined;
  #onChange: () => void = () => undefined;

  /** The notes so far, as fields of the report. */
  get facts(): Pick<HostReport, 'warnings' | 'damagedEntries' | 'lastPass'> {
    return {
      warnings: [...this.#warnings],
      damagedEntries: this.#damagedEntries,
      ...(this.#lastPass ? { lastPass: this.#lastPass } : {}),
    };
  }

  /** Keeps a warning. A repeated one has no effect. */
  readonly warn = (message: string): void => {
    if (this.#warnings.includes(message)) return;
    this.#warnings.push(message);
    this.#onChange();
  };

  readonly countDamaged = (entries: number): void => {
    this.#damagedEntries += entries;
    this.#onChange();
  };

  readonly setLastPass = (lastPass: LastPassReport): void => {
    this.#lastPass = lastPass;
    this.#onChange();
  };

  /** Calls `onChange` after each later note. */
  watch(onChange: () => void): void {
    this.#onChange = onChange;
  }
}
