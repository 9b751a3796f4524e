/**
 * @file The main model on the GPU, as an optional engine beside those on WASM. It takes batches as its own pace allows,
 * and leaves when it fails or proves slow.
 */
import type { OptionalEngine, PooledEngine, PooledEngineSession } from '../pool/pool';
import { Pace } from '../pool/pace';
import { messageOf } from '../../util/message-of';

/** Why a GPU no longer takes part. `lost`: it failed while it worked. */
export type GpuEnd = { readonly state: 'lost' | 'refused'; readonly reason: string };

/** A GPU that is slower than this many times one WASM engine is not worth its memory. */
const SLOWEST = 4;

export class GpuEngine implements PooledEngine {
  readonly optional: OptionalEngine;
  readonly #pooled: PooledEngine;
  #ended = false;
  #abandoned = 0;

  /** @param onEnd called once, if the GPU leaves */
  constructor(pooled: PooledEngine, onEnd: (end: GpuEnd) => void) {
    this.#pooled = pooled;
    const end = (state: GpuEnd['state'], reason: string) => {
      if (this.#ended) return;
      this.#ended = true;
      onEnd({ state, reason });
    };
    const isAvailable = () => !this.#ended && this.#abandoned === 0;
    const pace = new Pace();
    this.optional = {
      pace,
      get available() {
        return isAvailable();
      },
      abandon: (returned) => {
        this.#abandoned++;
        void returned.finally(() => this.#abandoned--);
      },
      fail: (error) => end('lost', messageOf(error)),
      assess: (work, hostPace) => {
        const [own, host] = [pace.msPerUnit(work), hostPace.msPerUnit(work)];
        if (own === undefined || host === undefined || own <= SLOWEST * host) return;
        const times = (own / host).toFixed(1);
        end('refused', `It is ${times} times slower than one core on the work at hand`);
      },
    };
  }

  open(onCalls: (count: number) => void): PooledEngineSession {
    return this.#pooled.open(onCalls);
  }
}
