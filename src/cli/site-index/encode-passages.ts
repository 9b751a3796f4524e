/** @file Encodes passages with all cores, through the worker threads of `rankside/node`. */
import { internalsOf } from '../../client/internals';
import { createReranker } from '../../client/create-reranker';
import { assetsUnder } from '../../client/assets-under';
import type { EncodedPassage, PassageText } from '../../engine/engine';
import { ThreadWorker } from '../thread-worker';

/** @param assets the folder of the built package */
export async function encodePassages(
  passages: readonly PassageText[],
  {
    model,
    assets,
    onEncoded,
  }: {
    readonly model: string;
    readonly assets: URL;
    readonly onEncoded: (index: number, encoded: EncodedPassage) => void;
  },
): Promise<void> {
  await using reranker = await createReranker({
    model,
    assets,
    runtimes: [{ runtime: 'onnx', files: assetsUnder(assets).runtime }],
    worker: () => new ThreadWorker(new URL('node-worker.js', assets)) as unknown as Worker,
    strategy: 'exact',
    device: 'wasm',
    cache: 'memory',
    card: { vectorBits: 8 },
  });
  const { backend, nextJobId } = internalsOf(reranker)!;
  const link = await backend.connect();
  const request = { id: nextJobId(), collection: '', priority: 0, task: { kind: 'vectors', passages } } as const;
  const outcome = await link.collection!(request, (event) => {
    if (event.kind === 'vectors') event.indices.forEach((index, i) => onEncoded(index, event.encoded[i]!));
  });
  if (outcome.kind === 'failed') throw outcome.error;
  if (outcome.kind !== 'done') throw new Error(`The encoding ended early: ${outcome.kind}`);
}
