/** @file Uses of the adapters, with the calls that their libraries make. */
import { best, createFast } from './rerankers.js';
import { passages } from './texts.js';

const documents = passages.map((text, id) => ({ id, text }));

export const adapters = {
  './ai-sdk': async () => {
    const { rerankingModel } = await import('rankside/ai-sdk');
    const model = rerankingModel(await createFast());
    return async (query) => {
      const { ranking } = await model.doRerank({ query, documents: { type: 'text', values: passages } });
      return best({ results: ranking });
    };
  },
  './tanstack-ai': async () => {
    const { ranksideRerank } = await import('rankside/tanstack-ai');
    const adapter = ranksideRerank(await createFast());
    const logger = { request: () => undefined, errors: () => undefined };
    return async (query) => best({ results: (await adapter.rerank({ query, documents: passages, logger })).ranking });
  },
  './langchain': async () => {
    const { documentCompressor } = await import('rankside/langchain');
    const compressor = documentCompressor(await createFast());
    const pages = passages.map((pageContent) => ({ pageContent, metadata: {} }));
    return async (query) => (await compressor.compressDocuments(pages, query))[0].pageContent;
  },
  './llamaindex': async () => {
    const { nodePostprocessor } = await import('rankside/llamaindex');
    const postprocessor = nodePostprocessor(await createFast());
    const nodes = passages.map((text) => ({ node: { getContent: () => text } }));
    return async (query) => (await postprocessor.postprocessNodes(nodes, query))[0].node.getContent();
  },
  './fetch': async () => {
    const { createRerankFetch } = await import('rankside/fetch');
    const ask = createRerankFetch(await createFast());
    return async (query) => {
      const body = JSON.stringify({ model: 'any', query, documents: passages });
      return best(await (await ask('https://api.cohere.com/v2/rerank', { method: 'POST', body })).json());
    };
  },
  './minisearch': async () => {
    const [{ default: MiniSearch }, { rerankedSearch }] = await Promise.all([
      import('minisearch'),
      import('rankside/minisearch'),
    ]);
    const index = new MiniSearch({ fields: ['text'], storeFields: ['text'] });
    index.addAll(documents);
    const search = rerankedSearch(index, { reranker: await createFast(), passage: ({ text }) => text });
    return async (query) => (await search(query)).results[0].hit.text;
  },
  './orama': async () => {
    const [{ create, insert }, { rerankedSearch }] = await Promise.all([
      import('@orama/orama'),
      import('rankside/orama'),
    ]);
    const database = create({ schema: { text: 'string' } });
    for (const text of passages) await insert(database, { text });
    const search = rerankedSearch(database, { reranker: await createFast(), passage: ({ document }) => document.text });
    return async (query) => (await search(query)).results[0].hit.document.text;
  },
  './react': async () => {
    const [{ createElement, useEffect }, { createRoot }, { useRerank }] = await Promise.all([
      import('react'),
      import('react-dom/client'),
      import('rankside/react'),
    ]);
    const reranker = await createFast();
    const root = createRoot(document.body.appendChild(document.createElement('div')));
    function List({ query, onDone }) {
      const { status, results } = useRerank(query, passages, { reranker });
      useEffect(() => {
        if (status === 'done') onDone(results[0].passage);
      });
      return null;
    }
    return (query) => new Promise((onDone) => root.render(createElement(List, { query, onDone })));
  },
  './vue': async () => {
    const [{ ref, watch }, { useRerank }] = await Promise.all([import('vue'), import('rankside/vue')]);
    const asked = ref('');
    const ranking = useRerank(asked, passages, { reranker: await createFast() });
    return (query) =>
      new Promise((onDone) => {
        const stop = watch(ranking, ({ status, results }) => {
          if (status !== 'done') return;
          stop();
          onDone(results[0].passage);
        });
        asked.value = query;
      });
  },
};
