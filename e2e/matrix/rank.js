/** @file Used by every project of the matrix: ranks two passages and writes the result to the page. */
import { createReranker } from 'rankside';

const passages = ['The bond energy of nitrogen is very high.', 'Cats sleep for most of the day, up to sixteen hours.'];

/** @param options Default: none, as in a project whose bundler emits the package's files */
export async function rankInto(output, options = {}) {
  try {
    const reranker = await createReranker(options);
    const { results, stats } = await reranker.rerank('how long do cats sleep', passages);
    const { model, device, engine } = reranker.report;
    output.textContent = JSON.stringify({ first: results[0].index, complete: stats.complete, model, device, engine });
    await reranker.dispose();
  } catch (error) {
    output.textContent = `failed: ${error}`;
  }
}
