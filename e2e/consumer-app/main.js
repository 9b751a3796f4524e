/** @file What a stranger writes first: no option, three passages. */
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
function say(text) {
  document.querySelector('output')?.append(text);
}

rank().then(
  (answer) => say(JSON.stringify(answer)),
  (/** @type {unknown} */ error) => say(`failed: ${String(error)}`),
);
