/** @file Every entry without peers, compiled where `lib` is ES2022 and the declarations of libraries are checked. */
import { type Reranker, createReranker } from 'rankside';
import { rerankingModel } from 'rankside/ai-sdk';
import type { ListResult } from 'rankside/element';
import { isRerankError } from 'rankside/errors';
import { createRerankFetch } from 'rankside/fetch';
import { documentCompressor } from 'rankside/langchain';
import { rerankedSearch } from 'rankside/minisearch';
import { onnx } from 'rankside/onnx';
import { createRemoteReranker } from 'rankside/remote';
import { createFakeReranker } from 'rankside/test';
import { transformers } from 'rankside/transformers';
import { exposeTransformersHost } from 'rankside/transformers/host';

export async function languageModel(): Promise<Reranker | undefined> {
  try {
    return await createReranker({ model: 'org/name', engine: transformers({ dtype: 'q4' }), runtimes: [onnx()] });
  } catch (error) {
    if (isRerankError(error, 'device-unavailable')) return undefined;
    throw error;
  }
}

export const entries = [
  rerankingModel,
  createRerankFetch,
  documentCompressor,
  rerankedSearch,
  createRemoteReranker,
  createFakeReranker,
  exposeTransformersHost,
];
export type Found = ListResult;
