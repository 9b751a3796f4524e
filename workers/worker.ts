/** @file The entry of the worker that the package ships. */
import { exposeHost } from '../src/host/expose-host';

exposeHost(globalThis);
