/** @file A worker for transformers.js. It takes the message `load` once, then `rank`, one at a time. */
import { loadScorer } from './cross.js';

let scorer;

addEventListener('message', async ({ data: { load, rank } }) => {
  try {
    if (load) scorer = await loadScorer(load);
    const result = rank && (await scorer[rank.mode](rank.query, rank.passages, (scored) => postMessage({ scored })));
    postMessage({ result });
  } catch (error) {
    postMessage({ error: String(error) });
  }
});
