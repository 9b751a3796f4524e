/** @file The simplest use of the package: three passages, no options. */
import { createReranker } from 'rankside';

const passages = [
  'The harbour ferry leaves every twenty minutes until midnight.',
  'Bees turn nectar into honey by evaporating its water in the comb.',
  'A sourdough starter wants flour and water once a day.',
];

async function rank() {
  const reranker = await createReranker();
  const { results, stats } = await reranker.rerank('how do bees make honey?', passages);
  const { model, device } = reranker.report;
  await reranker.dispose();
  return { ranking: results.map(({ index }) => index), complete: stats.complete, model, device };
}

/** @param {string} text */
function show(text) {
  document.querySelector('output')?.append(text);
}

rank().then(
  (answer) => show(JSON.stringify(answer)),
  (/** @type {unknown} */ error) => show(`failed: ${String(error)}`),
);
