/** @file Loads a model, its tokenizer and its small files with transformers.js, by name or from a folder. */
import { RerankError } from '../core/errors';
import { messageOf } from '../util/message-of';
import { dtypeOf, transformersDtype } from './dtypes';
import type { Device, Dtype, TransformersDtype } from '../core/types';
import type { Fetch } from '../models/files/limited-fetch';
import { isRepository } from '../models/hub/repository';
import type { LoadRequest } from '../protocol/host-api';
import type { FoundFiles } from './found-card';
import { fileUrlOf, readOptionalFiles } from './repository-files';
import type { FileUrl } from './repository-files';
import type { TransformersModel, TransformersModule, TransformersTokenizer } from './transformers-js';

/** A model with what its card is made of. */
export type OpenModel = {
  readonly name: string;
  readonly revision: string;
  readonly model: TransformersModel;
  readonly tokenizer: TransformersTokenizer;
  readonly files: FoundFiles;
  /** The address of a file of the repository; absent for a model that the app loaded. */
  readonly urlOf?: FileUrl;
  /** Whether the model is disposed of with its engine. */
  readonly owned: boolean;
};

export type Candidate = {
  readonly device: Device;
  readonly dtype: Dtype;
  readonly name: TransformersDtype | undefined;
};

type Opening = {
  readonly transformers: TransformersModule;
  readonly request: LoadRequest;
  readonly fetch: Fetch;
  readonly onProgress: (progress: unknown) => void;
};

/** @throws RerankError `unknown-model` for a name that is no repository, `model-unavailable` if a file is missing */
export async function openModel(candidate: Candidate, opening: Opening): Promise<OpenModel> {
  const { transformers, request, fetch, onProgress } = opening;
  const { id, local } = placeOf(request, transformers);
  const revision = request.revision ?? 'main';
  const options = { revision, progress_callback: onProgress };
  const urlOf = fileUrlOf(transformers.env, id, encodeURIComponent(revision), local);
  const [config, tokenizer, more] = await Promise.all([
    orUnavailable(id, transformers.AutoConfig.from_pretrained(id, options)),
    orUnavailable(id, transformers.AutoTokenizer.from_pretrained(id, options)),
    readOptionalFiles(urlOf, fetch),
  ]);
  const files = filesOf(config, tokenizer, more);
  const how = {
    ...options,
    dtype: candidate.name ?? transformersDtype(candidate.dtype),
    device: deviceName(candidate),
  };
  const model = await load(files, transformers, (loader) => loader.from_pretrained(id, { ...how, config }));
  return { name: id, revision, model, tokenizer, files, urlOf, owned: true };
}

/** A model that the app loaded itself. @throws RerankError `model-invalid` for a tokenizer without its description */
export function givenModel(
  model: TransformersModel,
  tokenizer: TransformersTokenizer,
  more: Readonly<Record<string, unknown>> = {},
): OpenModel {
  const name = model.config._name_or_path ?? model.config.architectures?.[0] ?? 'model';
  return { name, revision: 'as it is', model, tokenizer, files: filesOf(model.config, tokenizer, more), owned: false };
}

/** The settings that transformers.js chose for a model. */
export function candidateOf({ sessions }: TransformersModel): Candidate {
  const { dtype, device } = Object.values(sessions)[0]?.config ?? {};
  return { device: device === 'webgpu' ? 'webgpu' : 'wasm', dtype: dtypeOf(dtype), name: undefined };
}

function filesOf(config: FoundFiles['config'], tokenizer: TransformersTokenizer, more: FoundFiles['more']): FoundFiles {
  const { _tokenizerJSON: json, config: tokenizerConfig = {} } = tokenizer;
  if (json) return { config, tokenizer: json, tokenizerConfig, ...(more ? { more } : {}) };
  throw new RerankError(
    'model-invalid',
    'Expected a tokenizer of transformers.js 4, got one without its tokenizer.json',
  );
}

/** A folder's parent is a hub without revisions, or a path of the file system; a name is a repository of the hub. */
function placeOf(
  { model, hub }: LoadRequest,
  { env }: TransformersModule,
): { readonly id: string; readonly local: boolean } {
  if (!model.endsWith('/')) {
    if (!isRepository(model)) {
      const message = `Expected \`model\` to be org/name on a hub or a folder URL ending with /, got \`${model}\``;
      throw new RerankError('unknown-model', message);
    }
    if (hub) env.remoteHost = hub;
    return { id: model, local: env.allowLocalModels && !env.allowRemoteModels };
  }
  const folder = new URL(model);
  const parent = new URL('../', folder);
  const isFile = parent.protocol === 'file:';
  const last = folder.pathname.split('/').at(-2) ?? '';
  const id = isFile ? decodeURIComponent(last) : last;
  env.allowLocalModels = isFile;
  env.allowRemoteModels = !isFile;
  if (isFile) env.localModelPath = decodeURIComponent(parent.pathname);
  else Object.assign(env, { remoteHost: parent.href, remotePathTemplate: '{model}/' });
  return { id, local: isFile };
}

/** In Node transformers.js calls the processor `cpu`. */
function deviceName({ device }: Candidate): string {
  const { process } = globalThis as { readonly process?: { readonly release?: { readonly name?: string } } };
  return device === 'wasm' && process?.release?.name === 'node' ? 'cpu' : device;
}

/** Loads by the class of the model's kind, or by the general class where transformers.js has none for it. */
async function load<T>(
  { config }: FoundFiles,
  { AutoModel, AutoModelForCausalLM, AutoModelForSequenceClassification }: TransformersModule,
  open: (loader: typeof AutoModel) => Promise<T>,
): Promise<T> {
  const architecture = config.architectures?.[0] ?? '';
  if (architecture.endsWith('ForCausalLM')) return open(AutoModelForCausalLM);
  if (!architecture.endsWith('ForSequenceClassification')) return open(AutoModel);
  return open(AutoModelForSequenceClassification).catch((error: unknown) => {
    if (/unsupported model type/i.test(messageOf(error))) return open(AutoModel);
    throw error;
  });
}

async function orUnavailable<T>(id: string, loading: Promise<T>): Promise<T> {
  try {
    return await loading;
  } catch (cause) {
    throw new RerankError('model-unavailable', `Cannot load ${id} with transformers.js: ${messageOf(cause)}`, {
      cause,
    });
  }
}
