/** @file The entry of the worker of `rankside/transformers`. The app's bundler finds the package that it imports. */
// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- an optional peer dependency, never bundled here
import * as transformers from '@huggingface/transformers';
import { exposeTransformersHost } from '../src/transformers/host';
import type { TransformersModule } from '../src/transformers/host';

exposeTransformersHost({ transformers: transformers as unknown as TransformersModule });
