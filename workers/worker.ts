/** @file The shipped worker. */
import { exposeHost } from './host';

exposeHost(globalThis as unknown as Parameters<typeof exposeHost>[0]);
