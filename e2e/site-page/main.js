import { openCollection, createCollection } from './rankside/collection.js';
import './rankside/search-element.js';

Object.assign(globalThis, { openCollection, createCollection });
