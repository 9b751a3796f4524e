/** @file The worker of an app that gives transformers.js to `rankside/transformers/host` itself. */
import * as transformers from '@huggingface/transformers';
import { exposeTransformersHost } from 'rankside/transformers/host';

exposeTransformersHost({ transformers, dtype: 'fp32', device: 'wasm' });
