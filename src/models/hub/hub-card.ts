/**
 * @file A card for a model in the layout of the Hugging Face hub, from what its repository says of itself: `config.json`, the tokenizer, which
 * ONNX files there are, and the notes that Sentence Transformers and ColBERT leave.
 *
 * Nothing here has run: the card has no golden pairs, and a plausibility test takes their place.
 */
import type { ModelCard } from '../card';
import { causalClassifierParts, causalParts } from './causal';
import { crossEncoderParts } from './cross-encoder';
import type { HubFiles } from './hub-files';
import { isLate, lateParts } from './late';
import type { Repository } from './repository';
import { sentenceParts } from './sentence';
import { fileRef, hasFile, variantsOf } from './variants';

/** What kinds of model differ in. */
export type KindParts = Omit<
  ModelCard,
  'format' | 'name' | 'languages' | 'parameters' | 'tokenizer' | 'variants' | 'golden' | 'licence' | 'provenance'
>;

/** @throws TypeError that says what is missing, or what kind of model was expected and came */
export function hubCard({ id, revision, hub }: Repository, files: HubFiles): ModelCard {
  const { tree, config } = files;
  const page = new URL(id, hub).href;
  const { description, ...parts } = partsOf(id, files);
  return {
    ...parts,
    format: 2,
    name: id,
    description: `${description} from ${page}`,
    languages: ['*'],
    parameters: 0,
    tokenizer: fileRef(tree, 'tokenizer.json', id),
    variants: variantsOf(tree, id, config.model_type, parts.decoder !== undefined),
    golden: [],
    licence: 'see the page of the model',
    provenance: [`${page}, revision ${revision}`],
  };
}

/** Notes of late interaction and of pooling come before the architecture: encoders are made of any. */
function partsOf(id: string, files: HubFiles): KindParts {
  const architecture = files.config.architectures?.[0] ?? 'none';
  if (isLate(files)) return lateParts(id, files);
  if (hasFile(files.tree, '1_Pooling/config.json')) return sentenceParts(id, files);
  if (DECODER_WITH_LABELS.test(architecture)) return causalClassifierParts(id, files);
  if (architecture.endsWith('ForSequenceClassification')) return crossEncoderParts(files);
  if (architecture.endsWith('ForCausalLM')) return causalParts(id, files);
  if (/(Model|ForMaskedLM)$/.test(architecture)) return sentenceParts(id, files);
  throw new TypeError(
    `Expected ${id} to be a cross-encoder (…ForSequenceClassification), a causal language model (…ForCausalLM) or an encoder (…Model), got ${architecture}`,
  );
}

const DECODER_WITH_LABELS = /^(Qwen\d|Llama|Mistral|Gemma\d?|Phi\d?|Granite|SmolLM\d)ForSequenceClassification$/;
