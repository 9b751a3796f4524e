/**
 * @file `rankside/remote`: rerankers that may send text to a server. An entry of its own, so that a page without this import sends
 * nothing.
 */
export { createRemoteReranker } from './create-remote-reranker';
export type { RemoteOptions } from './create-remote-reranker';
export { createHybridReranker } from './hybrid-reranker';
export type { HybridOptions, HybridReport } from './hybrid-reranker';
export type { RemoteApi } from './api';
export type { RemoteReport } from './remote-report';
