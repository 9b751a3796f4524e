import { createReranker } from './rankside/index.js';
import { onnx } from './rankside/onnx.js';

Object.assign(globalThis, { createReranker, onnx });
