/** @file The background worker of a tab: documents, their index, and the first stage of evaluations. */
import { expose } from 'comlink';
import { countRequests } from '../shared/request-count';
import { chunksOf } from './chunks-of';
import { firstStage } from './first-stage';
import { createLibrary } from './library';

const background = { ...createLibrary(), firstStage, chunksOf, countRequests };

export type Background = typeof background;

expose(background);
