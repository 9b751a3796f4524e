/** @file Runs the command line in a test and returns its exit code, both outputs and the rerankers that it created. */
import type { CliContext, CreateReranker } from '../../src/cli/command';
import type { ExitCode } from '../../src/cli/run-cli';
import { runCli } from '../../src/cli/run-cli';
import type { ModelCard } from '../../src/models/card';
import type { FakeOptions } from './fake-reranker';
import { FakeReranker } from './fake-reranker';

export type Outcome = {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  readonly made: readonly { readonly options: Parameters<CreateReranker>[0]; readonly reranker: FakeReranker }[];
};

export type RunOptions = {
  readonly stdin?: string;
  readonly fake?: FakeOptions;
  readonly context?: Partial<CliContext>;
};

export async function run(argv: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const [stdout, stderr] = [new Sink(), new Sink()];
  const made: Outcome['made'][number][] = [];
  const createReranker: CreateReranker = (requested) => {
    const reranker = new FakeReranker(requested.model ?? 'base', options.fake);
    made.push({ options: requested, reranker });
    return Promise.resolve(reranker);
  };
  const context = { stdout, stderr, stdin: chunks(options.stdin ?? ''), createReranker, cards: { base: testCard } };
  const code = await runCli(argv, { ...context, ...options.context });
  return { code, stdout: stdout.text, stderr: stderr.text, made };
}

export const testCard: ModelCard = {
  format: 2,
  name: 'base',
  description: 'A card for tests',
  method: 'late-interaction',
  abilities: [],
  languages: ['en', 'de'],
  parameters: 22_700_000,
  template: {},
  limits: { query: 64, passage: 256 },
  tokenizer: { path: 'tokenizer.json', bytes: 700_000, sha256: '' },
  variants: [
    {
      device: 'wasm',
      dtype: 'int8',
      batching: 'rows',
      tolerance: 0.1,
      graphs: [{ path: 'int8.onnx', bytes: 1_000_000, sha256: '' }],
      data: [{ path: 'shared', bytes: 500_000, sha256: '' }],
    },
    {
      device: 'webgpu',
      dtype: 'fp16',
      batching: 'padded',
      tolerance: 0.1,
      graphs: [{ path: 'fp16.onnx', bytes: 2_000_000, sha256: '' }],
      data: [{ path: 'shared', bytes: 500_000, sha256: '' }],
    },
  ],
  threshold: { score: 0.125, falseNegativeRate: 0.02, fittedOn: 'held-out pairs' },
  fusion: { weight: 0.25, fittedOn: 'a first stage' },
  calibration: { slope: 2, intercept: -1, fittedOn: 'held-out pairs' },
  golden: [],
  licence: 'Apache-2.0',
  provenance: ['from somewhere'],
};

class Sink {
  text = '';

  write(text: string): void {
    this.text += text;
  }
}

/** Yields chunks of 4,093 bytes, a prime, so that characters are split between chunks. */
async function* chunks(text: string): AsyncGenerator<Uint8Array, void, void> {
  const bytes = new TextEncoder().encode(text);
  for (let start = 0; start < bytes.length; start += 4093) {
    yield await Promise.resolve(bytes.subarray(start, start + 4093));
  }
}
