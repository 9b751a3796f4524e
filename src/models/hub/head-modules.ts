/**
 * @file Classification heads that Sentence Transformers stores beside an encoder, as Ettin's rerankers have them: the
 * state of a token or the mean, a linear layer with an activation, a norm, and a linear layer whose outputs are scores.
 */
import type { HeadActivation, HeadPooling } from '../files/tensor-directory';
import type { HeadFiles } from '../released/head-weights';
import type { HubFiles } from './hub-files';
import { poolingOf } from './pooling';

type Module = { readonly path: string; readonly type: string };
type DenseConfig = {
  readonly module_output_name?: string | null;
  readonly activation_function?: string;
  readonly bias?: boolean;
  readonly use_residual?: boolean;
};

/** The settings of a head, and the paths of its weights. */
export type HeadModules = {
  readonly files: HeadFiles;
  readonly biased: boolean;
  readonly activation: HeadActivation;
  readonly pooling: HeadPooling;
};

const KINDS = ['Transformer', 'Pooling', 'Dense', 'LayerNorm', 'Dense'];
const ACTIVATIONS: Readonly<Record<string, HeadActivation>> = { GELU: 'gelu', ReLU: 'relu', Tanh: 'tanh' };

/** Whether the last module of the repository gives scores. */
export function hasHeadModules(files: HubFiles): boolean {
  const last = modulesOf(files).at(-1);
  return last !== undefined && kindOf(last) === 'Dense' && configOf(files, last).module_output_name === 'scores';
}

/** The head, or what the kernel does not support. */
export function readHeadModules(files: HubFiles): HeadModules | string {
  const modules = modulesOf(files);
  const kinds = modules.map(kindOf);
  if (kinds.join() !== KINDS.join()) return `its modules are ${kinds.join(', ')}`;
  const [, pool, dense, norm, out] = modules as unknown as readonly [Module, Module, Module, Module, Module];
  const [first, last] = [configOf(files, dense), configOf(files, out)];
  const name = nameOf(first.activation_function ?? 'Tanh');
  const activation = Object.hasOwn(ACTIVATIONS, name) ? ACTIVATIONS[name] : undefined;
  if (!activation) return `the activation of its head is ${name}`;
  const end = nameOf(last.activation_function ?? 'Tanh');
  if (end !== 'Identity') return `its scores have the activation ${end}`;
  if (first.use_residual || last.use_residual) return 'its head has residual connections';
  const { pooling, got } = poolingOf(configOf(files, pool));
  if (pooling !== 'cls' && pooling !== 'mean') return `the pooling of its head is ${got}`;
  const weights = ({ path }: Module) => `${path}/model.safetensors`;
  return {
    files: { dense: weights(dense), norm: weights(norm), out: weights(out) },
    biased: first.bias ?? true,
    activation,
    pooling: pooling === 'cls' ? 'first' : 'mean',
  };
}

function modulesOf({ more = {} }: HubFiles): readonly Module[] {
  const modules = more['modules.json'] ?? [];
  return Array.isArray(modules) ? (modules as readonly Module[]) : [];
}

function configOf({ more = {} }: HubFiles, { path }: Module): DenseConfig & Readonly<Record<string, unknown>> {
  return (more[`${path}/config.json`] ?? {}) as DenseConfig & Readonly<Record<string, unknown>>;
}

function kindOf({ type }: Module): string {
  return nameOf(type);
}

/** The last part of a Python name. */
function nameOf(path: string): string {
  return path.split('.').at(-1)!;
}
