import { createReranker } from './rankside/index.js';

globalThis.createReranker = createReranker;
