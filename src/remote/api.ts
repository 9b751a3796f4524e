/**
 * @file The HTTP interfaces of reranking servers.
 */

/**
 * The HTTP interface of a server. `cohere` is version 2 of Cohere's; `jina` is also llama.cpp's; `tei` is that of
 * Hugging Face's text-embeddings-inference.
 */
export type RemoteApi = 'cohere' | 'jina' | 'tei' | 'vllm' | 'voyage';

export const REMOTE_APIS: readonly RemoteApi[] = ['cohere', 'jina', 'tei', 'vllm', 'voyage'];
