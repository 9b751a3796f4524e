/**
 * @file Uses each entry of the package that runs in a page. `load(entry)` loads what it needs, and then `rank(query)`
 * resolves to the text of the best passage.
 */
import { adapters } from './adapters.js';
import { elements } from './elements.js';
import { rerankers } from './rerankers.js';

const uses = { ...rerankers, ...adapters, ...elements };

Object.assign(globalThis, {
  load: async (entry) => {
    if (!(entry in uses)) throw new Error(`Expected a use of ${entry} in e2e/every-entry, got none`);
    globalThis.rank = await uses[entry]();
  },
});
