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
 *
 * @throws Error if a last-pass model is given and cannot be used, before `use` is called
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
    if (lastPass !== undefined) await expectLastPass(reranker, lastPass);
    return await use(reranker);
  } finally {
    await reranker.dispose();
  }
}

/** A call waits until the last-pass model is loaded. */
async function expectLastPass(reranker: Reranker, name: string): Promise<void> {
  const { stats } = await reranker.rerank('a', ['a']);
  if (stats.lastPass) return;
  const reasons = reranker.report.warnings.map((warning) => `. ${warning}`).join('');
  throw new Error(
    `Expected --last-pass to name a last-pass model that is fitted to the model in use, got "${name}"${reasons}`,
  );
}
