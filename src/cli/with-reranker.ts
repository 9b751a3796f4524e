/** @file A reranker for the time of one task. */
import type { Reranker } from '../client/reranker';
import type { CliContext, CreateReranker } from './command';

type Options = Omit<Parameters<CreateReranker>[0], 'model' | 'depth'> & {
  readonly model: string | undefined;
  readonly depth: number | undefined;
};

/** Makes a reranker, hands it to `use`, and lets it go whatever happens. Without `model` the default one, without `depth` the deepest. */
export async function withReranker<T>(
  context: CliContext,
  { model, depth, ...options }: Options,
  use: (reranker: Reranker) => Promise<T>,
): Promise<T> {
  const reranker = await context.createReranker({
    ...(model !== undefined && { model }),
    ...(depth !== undefined && { depth }),
    ...options,
  });
  try {
    return await use(reranker);
  } finally {
    await reranker.dispose();
  }
}
