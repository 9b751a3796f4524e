/**
 * @file The HTTP interfaces that reranking servers speak. `jina` is also llama.cpp's, `cohere` is Cohere's version 2, `tei` Hugging
 * Face's text-embeddings-inference.
 */
export type RemoteApi = 'cohere' | 'jina' | 'tei' | 'vllm' | 'voyage';

export const REMOTE_APIS: readonly RemoteApi[] = ['cohere', 'jina', 'tei', 'vllm', 'voyage'];
