/**
 * @file What an engine needs of an inference runtime. Tests wrap it to break it; `ort-runtime.ts` and `kernel/` are the real ones.
 */
import type { Device } from '../../core/types';
import type { QueryVectors, TokenVectors } from '../token-vectors';

export type FeedTensor = {
  readonly type: 'int32' | 'int64' | 'float32' | 'float16';
  /** Halves as their bits. */
  readonly data: Int32Array | BigInt64Array | Float32Array | Uint16Array;
  readonly dims: readonly number[];
};
/** As a graph gives it; `output` of outputs.ts reads it as numbers. */
export type RawTensor =
  | { readonly type?: 'float32'; readonly data: Float32Array; readonly dims: readonly number[] }
  | { readonly type: 'float16'; readonly data: Uint16Array; readonly dims: readonly number[] };
/** A model's states between two of its stages, left where they were computed: a GPU's memory. */
export type DeviceTensor = {
  readonly dims: readonly number[];
  /** For a session of the same runtime. */
  readonly onDevice: unknown;
  release(): void;
};
export type OutputTensor = { readonly data: Float32Array; readonly dims: readonly number[] };

export type Feeds = Readonly<Record<string, FeedTensor | DeviceTensor>>;

export interface Session {
  readonly inputs: readonly { readonly name: string; readonly type: string }[];
  readonly outputs: readonly string[];
  /** Gives the outputs that `wanted` names, as copies that stay valid. Never called twice at once. */
  run(feeds: Feeds, wanted: readonly string[]): Promise<Readonly<Record<string, RawTensor>>>;
  /** One output, for a later stage alone, without reading it back. Absent where nothing is spared. */
  runOnDevice?(feeds: Feeds, wanted: string): Promise<DeviceTensor>;
  release(): Promise<void>;
  /** Why the GPU device under it is gone, once it is; a release is no loss. */
  readonly deviceLoss: string | undefined;
}

/** What one stage of a model is made of. */
export type SessionFiles = {
  /** From 1. A model without exits has one. */
  readonly segment: number;
  /** The stage's ONNX graph; for the kernel the directory, which is of all stages. */
  readonly graph: Uint8Array;
  /** Expanded, where it is stored in fewer bits. */
  readonly data: readonly { readonly path: string; readonly data: Uint8Array }[];
};

/** MaxSim's inner loop; see `Engine.bestMatches`. */
export interface Matcher {
  bestMatches(query: QueryVectors, passages: readonly TokenVectors[]): Float32Array[] | undefined;
}

export interface Runtime {
  /** `onnxruntime-web/<build>@<version>`, `rankside-kernel/<build>@<version>`. */
  readonly build: string;
  readonly threads: number;
  /** A kernel as it was compiled, to be started elsewhere. */
  readonly compiled?: CompiledKernel;
  createMatcher?(): Matcher;
  createSession(device: Device, files: SessionFiles): Promise<Session>;
}

/** Runtime files of one build: where its loader and its WASM are. */
export type RuntimeBuild = 'plain' | 'jspi' | 'asyncify';
export type RuntimeFiles = Readonly<Record<RuntimeBuild, { readonly mjs: string; readonly wasm: string }>>;

/** Where the builds of our own kernel are: with relaxed SIMD, and without. */
export type KernelBuild = 'relaxed' | 'simd';
export type KernelFiles = Readonly<Record<KernelBuild, string>>;
export type CompiledKernel = { readonly build: KernelBuild; readonly module: WebAssembly.Module };
