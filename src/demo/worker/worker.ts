/** @file The background worker of a tab: the documents, their index, and the BM25 scores for evaluations. */
import { expose } from 'comlink';
import { countRequests } from '../shared/request-count';
import { chunkFiles } from './chunk-files';
import { allowOwnScripts } from '../shared/trusted-types';
import { scoreWithBm25 } from './bm25-scores';
import { createLibrary } from './library';

allowOwnScripts();
const background = { ...createLibrary(), scoreWithBm25, chunkFiles, countRequests };

export type Background = typeof background;

expose(background);
