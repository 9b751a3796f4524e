/** @file Runs a function with a reranker that is disposed afterwards. */
import type { Reranker } from '../client/reranker';
import type { CliContext, CreateReranker } from './command';

type Options = Omit<Parameters<CreateReranker>[0], 'model' | 'lastPass' | 'depth'> & {
  readonly model: string | undefined;
  readonly lastPass?: string | undefined;
  readonly depth: number | undefined;
};

/**
 * Creates a reranker, passes it to `use` and disposes it in any case. Defaults apply for what is undefined.
 */
export async function withReranker<T>(
  context: CliContext,
  { model, lastPass, depth, ...options }: Options,
  use: (reranker: Reranker) => Promise<T>,
): Promise<T> {
  const reranker = await context.createReranker({
    ...(model !== undefined && { model }),
    ...(lastPass !== undefined && { lastPass }),
    ...(depth !== undefined && { depth }),
    ...options,
  });
  try {
    return await use(reranker);
  } finally {
    await reranker.dispose();
  }
}
