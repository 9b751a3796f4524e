/**
 * @file The interface of an inference runtime, as engines use it. `ort-runtime.ts` and `kernel/` implement it; tests
 * wrap it to simulate failures.
 */
import type { Device } from '../../core/types';
import type { VectorBits } from '../../models/abilities';
import type { QueryVectors, TokenVectors } from '../token-vectors';

export type FeedTensor = {
  readonly type: 'int32' | 'int64' | 'float32' | 'float16';
  /** float16 values are given as their bits. */
  readonly data: Int32Array | BigInt64Array | Float32Array | Uint16Array;
  readonly dims: readonly number[];
};
/** A tensor as a graph gives it. `outputFloats` in outputs.ts converts it to float32. */
export type RawTensor =
  | { readonly type?: 'float32'; readonly data: Float32Array; readonly dims: readonly number[] }
  | { readonly type: 'float16'; readonly data: Uint16Array; readonly dims: readonly number[] };
/** The states between two segments of a model, in the memory of the GPU that computed them. */
export type DeviceTensor = {
  readonly dims: readonly number[];
  /** The runtime's own tensor, which only a session of the same runtime can read. */
  readonly onDevice: unknown;
  release(): void;
};
export type OutputTensor = { readonly data: Float32Array; readonly dims: readonly number[] };

export type Feeds = Readonly<Record<string, FeedTensor | DeviceTensor>>;

export interface Session {
  readonly inputs: readonly { readonly name: string; readonly type: string }[];
  readonly outputs: readonly string[];
  /** Gives copies of the outputs that `wanted` names. It must not be called while another run is in progress. */
  run(feeds: Feeds, wanted: readonly string[]): Promise<Readonly<Record<string, RawTensor>>>;
  /**
   * Gives one output for the next segment without copying it from the device. Absent if the session does not run on a
   * GPU.
   */
  runOnDevice?(feeds: Feeds, wanted: string): Promise<DeviceTensor>;
  release(): Promise<void>;
  /** The reason why the GPU device is lost, after it was lost; a release is not a loss. */
  readonly deviceLoss: string | undefined;
}

/** The files of one segment of a model. */
export type SessionFiles = {
  /** From 1. A model without exits has one segment. */
  readonly segment: number;
  /** The ONNX graph of the segment; for the kernel, the tensor directory of all segments. */
  readonly graph: Uint8Array;
  /** The data files; expanded if they are stored in fewer bits. */
  readonly data: readonly { readonly path: string; readonly data: Uint8Array }[];
};

/** The inner loop of MaxSim; see `Engine.bestMatches`. */
export interface Matcher {
  bestMatches(query: QueryVectors, passages: readonly TokenVectors[]): Float32Array[] | undefined;
}

/** The ids and the types of the tokens of a row. */
export type RaggedRow = { readonly ids: readonly number[]; readonly types: readonly number[] };

/**
 * An encoder that takes rows of token ids of different lengths together. Each result is that of its row alone.
 *
 * @throws Error if the device is lost or out of memory
 */
export interface RaggedEncoder {
  encodePassages(rows: readonly (readonly number[])[]): Promise<TokenVectors[]>;
  encodeQuery(ids: readonly number[]): Promise<QueryVectors>;
  /**
   * What follows the last layer of a released encoder, for each row: its logits, or one pooled vector that is not
   * normalised. Present for these only, which have no token vectors.
   */
  computeRows?(rows: readonly RaggedRow[]): Promise<Float32Array[]>;
  release(): Promise<void>;
}

export interface Runtime {
  /** `onnxruntime-web/<build>@<version>` or `rankside-kernel/<build>@<version>`. */
  readonly build: string;
  readonly threads: number;
  /** The compiled kernel, for other workers to start. Absent for other runtimes. */
  readonly compiled?: CompiledKernel;
  createMatcher?(): Matcher;
  createSession(device: Device, files: SessionFiles): Promise<Session>;
  /**
   * Creates an encoder of all `segments`. Present if the runtime takes ragged batches and has no sessions.
   *
   * @param bits of the components of passage vectors
   */
  createEncoder?(segments: readonly SessionFiles[], bits: VectorBits): Promise<RaggedEncoder>;
}

/** The builds of onnxruntime-web, and the URLs of their loader and of the parts of their WASM, in order. */
export type RuntimeBuild = 'plain' | 'jspi' | 'asyncify';
export type RuntimeFiles = Readonly<Record<RuntimeBuild, { readonly mjs: string; readonly wasm: readonly string[] }>>;

/** The builds of our own kernel, with relaxed SIMD and without, and the URLs of their WASM. */
export type KernelBuild = 'relaxed' | 'simd';
export type KernelFiles = Readonly<Record<KernelBuild, string>>;
export type CompiledKernel = { readonly build: KernelBuild; readonly module: WebAssembly.Module };
