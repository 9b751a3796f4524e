/**
 * @file The pool: workers that this worker starts from its own script, each with a copy of every engine in use.
 *
 * A pool worker gets the file contents, the compiled kernel and the card that this worker loaded, and runs the same
 * self-test. A worker that cannot be started or fails the test is not used, with a warning. A later failure counts as a
 * lost engine, and the page replaces the whole worker.
 */
import { wrap } from 'comlink';
import type { Remote } from 'comlink';
import type { EncodedPassage, PairLogit, PassageText, RowEngine } from '../../engine/engine';
import { EngineLost } from '../../core/engine-lost';
import { RerankError } from '../../core/errors';
import type { EngineParts, PoolWorkerApi, BatchRequest } from '../../protocol/pool-worker-api';
import type { Wire } from '../../protocol/wire-error';
import { unwired } from '../../protocol/wire-error';
import { messageOf } from '../../util/message-of';
import type { Pace } from './pace';
import { LossGuard } from '../../util/until-lost';

/** The copy of an engine in one pool worker. */
export interface PooledEngine {
  /** Opens the engine for one task. @param onCalls is called with the number of forward passes of each batch */
  open(onCalls: (count: number) => void): PooledEngineSession;
  /** Present if the work does not depend on the engine. Default: a failure of the engine fails the work. */
  readonly optional?: OptionalEngine;
}

/**
 * An engine of another speed, on which no work waits: a batch that it does not return in time is computed by another
 * engine, and a failure only ends its part in the work.
 */
export interface OptionalEngine {
  /** The durations of its own batches. */
  readonly pace: Pace;
  /** Whether it may be given batches. */
  readonly available: boolean;
  /** Called when another engine computes a batch of it; `returned` settles when the batch does. */
  abandon(returned: Promise<unknown>): void;
  fail(error: unknown): void;
  /** Called after work of one kind, to compare its pace with that of the engine on the host's thread. */
  assess(work: string, hostPace: Pace): void;
}

/** A pooled engine in use by one task. */
export interface PooledEngineSession extends RowEngine {
  /** Cancels the queued batches; batches that have started are not affected. */
  cancelPending(): void;
}

export interface Pool {
  /** The number of started workers. */
  readonly size: number;
  /** Creates a copy of an engine in every pool worker. */
  addEngine(parts: EngineParts): Promise<PooledEngine[]>;
  close(): void;
}

/** @param spawn starts a worker from this worker's script */
export function openPool(size: number, spawn: () => Worker, warn: (message: string) => void): Pool {
  const workers = startWorkers(size, spawn, warn);
  return {
    size: workers.length,
    addEngine: async (parts) => {
      const engines = await Promise.all(workers.map((worker) => worker.addEngine(parts, warn)));
      return engines.filter((engine) => engine !== undefined);
    },
    close: () => workers.forEach((worker) => worker.close()),
  };
}

export const noPool: Pool = { size: 0, addEngine: () => Promise.resolve([]), close: () => undefined };

function startWorkers(size: number, spawn: () => Worker, warn: (message: string) => void): PoolWorker[] {
  try {
    return Array.from({ length: size }, () => new PoolWorker(spawn()));
  } catch (cause) {
    warn(`The workers of the pool could not be started (${String(cause)}), so one core is used`);
    return [];
  }
}

/** The host's connection to one pool worker. */
class PoolWorker {
  readonly #worker: Worker;
  readonly #api: Remote<PoolWorkerApi>;
  readonly #guard = new LossGuard<EngineLost>();
  #nextBatchId = 1;

  constructor(worker: Worker) {
    this.#worker = worker;
    this.#api = wrap<PoolWorkerApi>(worker);
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const reason = event.message || 'its script could not be loaded';
      this.#guard.lose(new EngineLost(`A worker of the pool failed: ${reason}`));
    });
  }

  async addEngine(parts: EngineParts, warn: (message: string) => void): Promise<PooledEngine | undefined> {
    try {
      const engine = unwired(await this.#guard.race<Wire<number>>(() => this.#api.addEngine(parts)));
      return { open: (onCalls) => this.#open(engine, onCalls) };
    } catch (error) {
      warn(`A worker of the pool is not used: ${messageOf(error)}`);
      return undefined;
    }
  }

  close(): void {
    this.#worker.terminate();
  }

  #open(engine: number, onCalls: (count: number) => void): PooledEngineSession {
    const pending = new Set<number>();
    const run = async <T>(
      input: Pick<BatchRequest, 'passages' | 'query' | 'instruction'>,
      send: (batch: BatchRequest) => Promise<Wire<T[]>>,
    ) => {
      const id = this.#nextBatchId++;
      pending.add(id);
      try {
        const results = unwired(await this.#guard.race(() => send({ id, engine, ...input })));
        onCalls(input.passages.length);
        return results;
      } catch (cause) {
        throw toPoolError(cause);
      } finally {
        pending.delete(id);
      }
    };
    return {
      embedPassages: (passages: readonly PassageText[]) =>
        run<EncodedPassage>({ passages }, (batch) => this.#api.encode(batch)),
      classify: (query: string, passages: readonly PassageText[], instruction?: string) =>
        run<PairLogit>({ query, passages, instruction }, (batch) => this.#api.classify(batch)),
      cancelPending: () => void this.#api.cancelBatches([...pending]),
    };
  }
}

/** A query that is too long is the caller's error on any engine; every other error means that the engine is lost. */
function toPoolError(cause: unknown): unknown {
  if (cause instanceof EngineLost || (cause instanceof RerankError && cause.code === 'query-too-long')) return cause;
  return new EngineLost(`A worker of the pool failed: ${String(cause)}`, { cause });
}
