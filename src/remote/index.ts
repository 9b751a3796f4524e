/**
 * @file `rankside/remote`: rerankers that may send text to a server. It is a separate entry, so that a page without
 * this import sends no text.
 */
export { createRemoteReranker } from './create-remote-reranker';
export type { RemoteOptions } from './create-remote-reranker';
export { createHybridReranker } from './hybrid-reranker';
export type { HybridOptions, HybridReport } from './hybrid-reranker';
export type { RemoteApi } from './api';
export type { RemoteReport } from './remote-report';
