/**
 * @file Makes the card of a model in the layout of the Hugging Face hub from what its repository contains:
 * `config.json`, the tokenizer, the list of ONNX files, and the settings that Sentence Transformers and ColBERT store.
 *
 * The model has not been run when its card is made, so the card has no golden pairs; the self-test checks plausibility
 * instead.
 */
import type { ModelCard } from '../../card';
import { familyOf } from './registry';
import type { HubFiles } from '../hub-files';
import { fileRef } from '../repository';
import type { Repository } from '../repository';
import { variantsOf } from '../variants';

/** @throws TypeError that names the missing file or setting, or the families if none of them matches */
export function hubCard({ id, revision, hub }: Repository, files: HubFiles): ModelCard {
  const { tree, config } = files;
  const page = new URL(id, hub).href;
  const { description, ...parts } = familyOf(id, files).card(id, files);
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
