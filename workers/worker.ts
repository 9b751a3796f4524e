/** @file The shipped worker. */
import { exposeHost } from '../src/host/expose-host';

exposeHost(globalThis);
