/** Ranks with the entries under a URL. Returns the best passage, the engine and the workers, or the error. */
globalThis.rankWith = async ({ from, options = {}, add = [], script }) => {
  const { createReranker, isRerankError } = await import(`${from}index.js`);
  try {
    const reranker = await createReranker({
      ...options,
      ...(add.includes('onnx') ? { runtimes: [(await import(`${from}onnx.js`)).onnx()] } : {}),
      ...(script === undefined ? {} : { worker: () => new Worker(script, { type: 'module' }) }),
    });
    const passages = ['A mortgage is a loan secured by a house.', 'Cats sleep up to sixteen hours a day.'];
    const { results } = await reranker.rerank('how long do cats sleep', passages);
    const { engine, workers } = reranker.report;
    await reranker.dispose();
    return `${results[0].index} ${engine} ${workers}`;
  } catch (error) {
    return isRerankError(error) ? `${error.code}: ${error.message}` : String(error);
  }
};
