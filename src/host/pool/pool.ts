/**
 * @file The other cores: workers that this worker starts from its own script, each with a twin of every engine that serves here.
 *
 * A member gets the bytes, the compiled kernel and the card that this worker loaded, and passes the same self-test. One that cannot be
 * started or fails is left out, with a warning; one that fails later is a lost engine, and the page replaces the whole worker.
 */
import { wrap } from 'comlink';
import type { Remote } from 'comlink';
import type { EncodedPassage, PairLogit, PassageText, RowEngine } from '../../engine/engine';
import { EngineLost } from '../../core/engine-lost';
import { RerankError } from '../../core/errors';
import type { EngineParts, PoolWorkerApi, BatchRequest } from '../../protocol/member-api';
import type { Wire } from '../../protocol/wire-error';
import { unwired } from '../../protocol/wire-error';

/** One member's twin of one engine. */
export interface PooledEngine {
  /** The twin for one piece of work. @param onCalls hears of forward passes */
  open(onCalls: (count: number) => void): PooledEngineSession;
}

/** Rows for a borrowed twin come in batches; those that it has not begun can be taken back. */
export interface PooledEngineSession extends RowEngine {
  cancelPending(): void;
}

export interface Pool {
  /** Members that were started. */
  readonly size: number;
  /** Builds an engine's twin in every member. */
  addEngine(blueprint: EngineParts): Promise<PooledEngine[]>;
  close(): void;
}

/** @param spawn starts a worker of this very script */
export function openPool(size: number, spawn: () => Worker, warn: (message: string) => void): Pool {
  const members = start(size, spawn, warn);
  return {
    size: members.length,
    addEngine: async (blueprint) => {
      const found = await Promise.all(members.map((member) => member.enlist(blueprint, warn)));
      return found.filter((each) => each !== undefined);
    },
    close: () => members.forEach((member) => member.close()),
  };
}

export const noPool: Pool = { size: 0, addEngine: () => Promise.resolve([]), close: () => undefined };

function start(size: number, spawn: () => Worker, warn: (message: string) => void): PoolWorker[] {
  try {
    return Array.from({ length: size }, () => new PoolWorker(spawn()));
  } catch (cause) {
    warn(`Another worker could not be started (${String(cause)}): one core is used`);
    return [];
  }
}

class PoolWorker {
  readonly #worker: Worker;
  readonly #api: Remote<PoolWorkerApi>;
  /** Orders and enlistments under way; a race against one long-lived promise would pile up on it. */
  readonly #open = new Set<(death: EngineLost) => void>();
  #death: EngineLost | undefined;
  #nextOrder = 1;

  constructor(worker: Worker) {
    this.#worker = worker;
    this.#api = wrap<PoolWorkerApi>(worker);
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const reason = event.message || 'its script could not be loaded';
      this.#death = new EngineLost(`A worker of the pool failed: ${reason}`);
      for (const bury of this.#open) bury(this.#death);
    });
  }

  async enlist(blueprint: EngineParts, warn: (message: string) => void): Promise<PooledEngine | undefined> {
    try {
      const engine = unwired(await this.#whileAlive<Wire<number>>(() => this.#api.addEngine(blueprint)));
      return { open: (onCalls) => this.#borrow(engine, onCalls) };
    } catch (error) {
      warn(`A worker of the pool is left out: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  close(): void {
    this.#worker.terminate();
  }

  /** @throws EngineLost when the worker dies first */
  async #whileAlive<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#death) throw this.#death;
    let bury!: (death: EngineLost) => void;
    const death = new Promise<never>((_, reject) => (bury = reject));
    this.#open.add(bury);
    try {
      return await Promise.race([ask(), death]);
    } finally {
      this.#open.delete(bury);
    }
  }

  #borrow(engine: number, onCalls: (count: number) => void): PooledEngineSession {
    const open = new Set<number>();
    const ask = async <T>(
      rows: Pick<BatchRequest, 'passages' | 'query' | 'instruction'>,
      send: (order: BatchRequest) => Promise<Wire<T[]>>,
    ) => {
      const id = this.#nextOrder++;
      open.add(id);
      try {
        const answer = unwired(await this.#whileAlive(() => send({ id, engine, ...rows })));
        onCalls(rows.passages.length);
        return answer;
      } catch (cause) {
        // What is wrong with a call is so with any engine.
        if (cause instanceof EngineLost || (cause instanceof RerankError && cause.code === 'query-too-long'))
          throw cause;
        throw new EngineLost(`A worker of the pool failed: ${String(cause)}`, { cause });
      } finally {
        open.delete(id);
      }
    };
    return {
      embedPassages: (passages: readonly PassageText[]) =>
        ask<EncodedPassage>({ passages }, (order) => this.#api.encode(order)),
      classify: (query: string, passages: readonly PassageText[], instruction?: string) =>
        ask<PairLogit>({ query, passages, instruction }, (order) => this.#api.classify(order)),
      cancelPending: () => void this.#api.cancelBatches([...open]),
    };
  }
}
