/**
 * @file The parts of `@huggingface/transformers` (version 4) that are used, by shape. The app gives the package, or a
 * model that it loaded with it; nothing here imports it.
 */
import type { HubConfig, HubTokenizer } from '../models/hub/hub-files';

/** A tensor of transformers.js. */
export type TransformersTensor = {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: ArrayLike<number | bigint> & ArrayBufferView;
  /** The tensor of onnxruntime, which may be in the memory of a GPU. */
  readonly ort_tensor: { getData(releaseData?: boolean): Promise<unknown> };
  dispose(): void;
};

export type TensorClass = new (type: string, data: unknown, dims: readonly number[]) => TransformersTensor;

/** A session of onnxruntime, with the dtype and the device that transformers.js chose. */
export type TransformersSession = {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  readonly inputMetadata?: readonly { readonly name: string; readonly type?: string }[];
  readonly config?: { readonly dtype?: string; readonly device?: string };
};

/** A model that `from_pretrained` gave. */
export type TransformersModel = {
  readonly config: HubConfig & { readonly _name_or_path?: string };
  readonly sessions: Readonly<Record<string, TransformersSession>>;
  forward: (inputs: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, TransformersTensor>>>;
  dispose(): Promise<unknown>;
};

/** A tokenizer that `from_pretrained` gave. */
export type TransformersTokenizer = {
  (text: string): { readonly input_ids: object };
  readonly _tokenizerJSON?: HubTokenizer;
  readonly config?: { readonly model_max_length?: number; readonly chat_template?: unknown };
};

/** The classes that load a model, a tokenizer or a configuration by the name of a repository. */
type Loader<T> = { from_pretrained(id: string, options: Readonly<Record<string, unknown>>): Promise<T> };

/** The module `@huggingface/transformers`. */
export type TransformersModule = {
  readonly env: TransformersEnvironment;
  readonly AutoConfig: Loader<HubConfig>;
  readonly AutoTokenizer: Loader<TransformersTokenizer>;
  readonly AutoModel: Loader<TransformersModel>;
  readonly AutoModelForCausalLM: Loader<TransformersModel>;
  readonly AutoModelForSequenceClassification: Loader<TransformersModel>;
};

/** The settings of transformers.js, which belong to the app. */
export type TransformersEnvironment = {
  readonly version?: string;
  allowLocalModels: boolean;
  allowRemoteModels: boolean;
  localModelPath: string;
  remoteHost: string;
  remotePathTemplate: string;
  useBrowserCache: boolean;
  useWasmCache?: boolean;
  fetch?: unknown;
  readonly backends: {
    readonly onnx: {
      readonly versions?: { readonly web?: string; readonly node?: string };
      readonly wasm?: { wasmPaths?: unknown; wasmBinary?: unknown; numThreads?: number };
      readonly webgpu?: { readonly device?: unknown };
    };
  };
};
