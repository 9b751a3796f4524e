/**
 * @file Makes the card of a model in the layout of the Hugging Face hub from what its repository contains:
 * `config.json`, the tokenizer, the list of weight files, and the settings that Sentence Transformers and ColBERT
 * store.
 *
 * The model has not been run when its card is made, so the card has no golden pairs; the self-test checks plausibility
 * instead.
 */
import type { ModelCard } from '../../card';
import { familyOf } from './registry';
import type { HubFiles } from '../hub-files';
import { fileRef } from '../repository';
import type { Repository } from '../repository';
import { hasHeadModules } from '../head-modules';
import { releasedVariants } from '../released-variants';
import { variantsOf } from '../variants';

/** @throws TypeError that names the missing file or setting, or the families if none of them matches */
export function hubCard({ id, revision, hub }: Repository, files: HubFiles): ModelCard {
  const { tree, config } = files;
  const page = new URL(id, hub).href;
  const { description, ...parts } = familyOf(id, files).card(id, files);
  const decodes = parts.decoder !== undefined;
  const released = decodes ? [] : releasedVariants(id, files, parts);
  const modular = hasHeadModules(files);
  const needsGraph = !modular && released.every(({ unsupported }) => unsupported !== undefined);
  const graphs = variantsOf(tree, id, { type: config.model_type, decodes, needsGraph });
  return {
    ...parts,
    format: 2,
    name: id,
    description: `${description} from ${page}`,
    languages: ['*'],
    parameters: 0,
    tokenizer: fileRef(tree, 'tokenizer.json', id),
    variants: [...released, ...(modular ? graphs.map((graph) => ({ ...graph, unsupported: WITHOUT_HEAD })) : graphs)],
    golden: [],
    licence: 'see the page of the model',
    provenance: [`${page}, revision ${revision}`],
  };
}

const WITHOUT_HEAD = 'Its graph does not have the classification head, which is in files of its own';
