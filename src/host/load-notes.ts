/** @file The notes of a load and of the time after it, for a developer: warnings, and damaged stored values. */
import type { HostReport } from '../protocol/host-api';

export class LoadNotes {
  readonly #warnings: string[] = [];
  #damagedEntries = 0;
  #onChange: () => void = () => undefined;

  /** The notes so far, as fields of the report. */
  get facts(): Pick<HostReport, 'warnings' | 'damagedEntries'> {
    return { warnings: [...this.#warnings], damagedEntries: this.#damagedEntries };
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

  /** Calls `onChange` after each later note. */
  watch(onChange: () => void): void {
    this.#onChange = onChange;
  }
}
