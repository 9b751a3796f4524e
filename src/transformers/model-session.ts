/**
 * @file A session over a model of transformers.js. A run is its forward pass over one unpadded row with position ids of
 * its own, so a score depends on nothing but the row.
 */
import { RerankError } from '../core/errors';
import type { DeviceTensor, Feeds, FeedTensor, RawTensor, Session } from '../engine/runtimes/runtime';
import type { TensorClass, TransformersModel, TransformersSession, TransformersTensor } from './transformers-js';

/** The inputs that the engines fill. All others are filled by transformers.js. */
const INPUTS = ['input_ids', 'attention_mask', 'position_ids', 'token_type_ids'];
const DECODER_INPUTS = ['num_logits_to_keep', 'attend_from', 'attend_to'];
const PAST = 'past_key_values.';

export class ModelSession implements Session {
  readonly inputs: Session['inputs'];
  readonly outputs: readonly string[];
  deviceLoss: string | undefined;
  readonly #model: TransformersModel;
  readonly #Tensor: TensorClass;
  readonly #owned: boolean;

  /**
   * @param owned whether the model is disposed of with the session
   * @throws RerankError `model-invalid` if the model has no session that reads text and gives an output at once
   */
  constructor(model: TransformersModel, Tensor: TensorClass, owned: boolean) {
    const session = textSession(model);
    const keepsStates = hasStandardStates(session);
    this.#model = model;
    this.#Tensor = Tensor;
    this.#owned = owned;
    const known = [...INPUTS, ...DECODER_INPUTS];
    const declared = session.inputNames.filter((name) => known.includes(name) || (keepsStates && isState(name)));
    const types = new Map(session.inputMetadata?.map(({ name, type }) => [name, type]));
    // A model whose embeddings are a session of their own takes token ids all the same.
    this.inputs = [...new Set(['input_ids', ...declared])].map((name) => ({
      name,
      type: typeOf(name, types.get(name)),
    }));
    this.outputs = session.outputNames.filter((name) => keepsStates || !name.startsWith('present'));
  }

  async run(feeds: Feeds, wanted: readonly string[]): Promise<Record<string, RawTensor>> {
    const outputs = await this.#model.forward(this.#inputsOf(feeds));
    const copies: Record<string, RawTensor> = {};
    for (const [name, tensor] of Object.entries(outputs)) {
      if (wanted.includes(name)) copies[name] = await copyOf(tensor);
      if (isDisposable(tensor)) tensor.dispose();
    }
    return copies;
  }

  async release(): Promise<void> {
    if (this.#owned) await this.#model.dispose();
  }

  #inputsOf(feeds: Feeds): Record<string, unknown> {
    const entries = Object.entries(feeds).map(([name, feed]) => [name, this.#tensor(feed)] as const);
    const states = entries.filter(([name]) => isState(name));
    const others = Object.fromEntries(entries.filter(([name]) => !isState(name)));
    // transformers.js makes the empty states of a first run itself.
    const isFirst = states.every(([, { dims }]) => dims[2] === 0);
    return isFirst ? others : { ...others, past_key_values: Object.fromEntries(states) };
  }

  #tensor(feed: FeedTensor | DeviceTensor): TransformersTensor {
    if ('onDevice' in feed) throw new TypeError('Expected a tensor in memory, got one on a device');
    return new this.#Tensor(feed.type, feed.data, feed.dims);
  }
}

function textSession({ sessions, config }: TransformersModel): TransformersSession {
  const found = sessions['model'] ?? sessions['decoder_model_merged'];
  const isSequenceToSequence =
    'decoder_model_merged' in sessions && ('model' in sessions || 'encoder_model' in sessions);
  if (found && !isSequenceToSequence) return found;
  const name = config.architectures?.[0] ?? 'the model';
  throw new RerankError(
    'model-invalid',
    `Expected ${name} to be an encoder or a causal decoder, got the sessions ${Object.keys(sessions).join(', ')}`,
  );
}

/**
 * Whether keys and values are those of Hugging Face's exports, one key and one value for each layer. Other states
 * (convolutions, a switch between two graphs) are not kept between runs, so that every prompt is read in full.
 */
function hasStandardStates({ inputNames, outputNames }: TransformersSession): boolean {
  const states = inputNames.filter((name) => name.includes('past'));
  const standard = states.filter((name) => /^past_key_values\.\d+\.(key|value)$/.test(name));
  const given = outputNames.filter((name) => /^present\.\d+\.(key|value)$/.test(name));
  const switches = inputNames.includes('use_cache_branch');
  return !switches && standard.length === states.length && given.length === standard.length && standard.length > 0;
}

function isState(name: string): boolean {
  return name.startsWith(PAST);
}

function typeOf(name: string, type: string | undefined): string {
  if (type === 'float16' || type === 'int32') return type;
  return isState(name) ? 'float32' : 'int64';
}

/** Copies a tensor, which may be in the memory of a GPU. float16 data is given as its bits. */
async function copyOf({ ort_tensor: tensor, type, dims }: TransformersTensor): Promise<RawTensor> {
  const data = await tensor.getData();
  const shape = [...dims];
  if (type !== 'float16') return { data: data as Float32Array, dims: shape };
  const { buffer, byteOffset, length } = data as Uint16Array;
  return { type, data: new Uint16Array(buffer, byteOffset, length), dims: shape };
}

/** Some outputs are objects of their own, such as a cache. */
function isDisposable(value: unknown): value is TransformersTensor {
  return typeof (value as Partial<TransformersTensor> | null)?.dispose === 'function';
}
