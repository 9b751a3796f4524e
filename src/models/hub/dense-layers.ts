/** @file Linear layers that Sentence Transformers stores beside an encoder. */
import type { DenseRef } from '../card';
import type { HubFiles } from './hub-files';
import { fileRef } from './repository';

type DenseConfig = { readonly activation_function?: string; readonly use_residual?: boolean };

/**
 * The linear layers that `modules.json` lists, in order.
 *
 * @throws TypeError for activations other than Tanh and Identity, for residual layers with an activation, and for
 * weights that are not safetensors
 */
export function readDenseLayers(id: string, { more = {}, tree }: HubFiles): DenseRef[] {
  const modules = (more['modules.json'] ?? []) as readonly { readonly path: string; readonly type: string }[];
  return modules
    .filter(({ type }) => type.endsWith('.Dense'))
    .map(({ path }) => {
      const config = (more[`${path}/config.json`] ?? {}) as DenseConfig;
      const { activation_function: name = 'Tanh' } = config;
      const activation = name.endsWith('Tanh') ? 'tanh' : name.endsWith('Identity') ? 'identity' : undefined;
      if (!activation) throw new TypeError(`Expected ${id} to have layers with Tanh or Identity, got ${name}`);
      const { use_residual: residual = false } = config;
      if (residual && activation !== 'identity') {
        throw new TypeError(`Expected ${id} to have residual layers without activations, got ${name}`);
      }
      const file = fileRef(tree, `${path}/model.safetensors`, id);
      return { file, activation, ...(residual ? { residual } : {}) };
    });
}
