import { rankInto } from './rank.js';

void rankInto(document.querySelector('output'));
