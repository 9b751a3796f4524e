/** @file The shipped worker. */
import { exposeHost } from './host';

exposeHost(globalThis);
