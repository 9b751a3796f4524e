/**
 * @file Finds the parts of an encoder among released weights. Models put a name of their own before that of a part,
 * such as `bert.` or `0.auto_model.`, and the parts of a head may have fewer of these names before them.
 */
import type { PartNames } from './architecture';
import { countOf, invalidWeights } from './released-weights';
import type { ReleasedLinear, ReleasedTensor, ReleasedWeights } from './released-weights';

/** Parts that encoders have beside those that are run: heads of the training before. */
const UNNEEDED = /(^|\.)(pooler|cls|lm_head|qa_outputs|vocab_\w+|discriminator_predictions|generator_\w+)(\.|$)/;

export class ReleasedParts {
  readonly #weights: ReleasedWeights;
  readonly #used = new Set<ReleasedTensor>();
  readonly #prefixes: readonly string[];
  readonly #unneeded: RegExp | undefined;

  /** @throws RerankError `model-invalid` if the file has no word table */
  constructor(weights: ReleasedWeights, { embeddings, unneeded }: Pick<PartNames, 'embeddings' | 'unneeded'>) {
    this.#weights = weights;
    this.#unneeded = unneeded;
    const table = embeddings.word;
    const word = weights.names.find((name) => name === table || name.endsWith(`.${table}`));
    if (word === undefined) throw invalidWeights(`Expected the weights to have ${table}, got none`);
    const words = word.slice(0, -table.length).split('.').slice(0, -1);
    this.#prefixes = [...words.keys(), words.length].map((count) => words.slice(0, count).map((each) => `${each}.`).join('')).reverse(); // prettier-ignore
  }

  /** A table (rows, width); undefined if there is none. */
  findTable(name: string): ReleasedTensor | undefined {
    const tensor = this.#find((full) => this.#weights.tensor(full), name);
    if (tensor) this.#used.add(tensor);
    return tensor && expectShape(name, tensor, [undefined, undefined]);
  }

  table(name: string): ReleasedTensor {
    return this.findTable(name) ?? missing(name);
  }

  /**
   * The scale and the bias of a norm, each (width). Files that were made from TensorFlow's call them gamma and beta.
   *
   * @param biased false if the architecture has none
   */
  norm(name: string, width: number, biased = true): readonly [scale: ReleasedTensor, bias: ReleasedTensor] {
    const vector = (...names: readonly string[]) => {
      const found = names.map((each) => this.#find((full) => this.#weights.tensor(full), `${name}.${each}`));
      return expectShape(name, found.find((tensor) => tensor !== undefined) ?? missing(`${name}.${names[0]}`), [width]);
    };
    return [vector('weight', 'gamma'), biased ? vector('bias', 'beta') : zeros(width)];
  }

  findLinear(name: string, depth: number, columns?: number): ReleasedLinear | undefined {
    const linear = this.#find((full) => this.#weights.linear(full), name);
    return linear && this.#checked(name, linear, depth, columns);
  }

  /** @param columns any number if it is absent @param biased false if the architecture has no bias here */
  linear(name: string, depth: number, columns?: number, biased = true): BiasedLinear {
    const linear = this.findLinear(name, depth, columns) ?? missing(`${name}.weight`);
    const bias = biased ? (linear.bias ?? missing(`${name}.bias`)) : zeros(columnsOf(linear));
    return { ...linear, bias };
  }

  /** The only matrix that was not asked for yet, whatever its name; undefined if there is none. */
  lastLinear(depth: number): ReleasedLinear | undefined {
    const [first, ...others] = this.#unused();
    return first && others.length === 0 ? this.#checked(first[0], first[1], depth) : undefined;
  }

  /**
   * Weights with matrices beside those of the architecture may be of another model, which would rank wrongly.
   *
   * @throws RerankError `model-invalid` that names them
   */
  expectAllUsed(): void {
    const [first] = this.#unused();
    if (first) throw invalidWeights(`Expected every matrix of the weights to belong to the architecture, got ${first[0]}`); // prettier-ignore
  }

  #unused(): (readonly [string, ReleasedLinear])[] {
    const isNeeded = (name: string) => !UNNEEDED.test(name) && !this.#unneeded?.test(name);
    return [...this.#weights.matrices].filter(([name, { weight }]) => !this.#used.has(weight) && isNeeded(name));
  }

  #checked(name: string, linear: ReleasedLinear, depth: number, columns?: number): ReleasedLinear {
    const { weight, turned, bias } = linear;
    this.#used.add(weight);
    expectShape(`${name}.weight`, weight, turned ? [depth, columns] : [columns, depth]);
    if (bias) expectShape(`${name}.bias`, bias, [columnsOf(linear)]);
    return linear;
  }

  #find<T>(get: (full: string) => T | undefined, name: string): T | undefined {
    for (const prefix of this.#prefixes) {
      const found = get(prefix + name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

export type BiasedLinear = ReleasedLinear & { readonly bias: ReleasedTensor };

function zeros(length: number): ReleasedTensor {
  return { shape: [length], read: () => new Float32Array(length) };
}

/** The number of outputs of a linear layer. */
export function columnsOf({ weight: { shape }, turned }: Pick<ReleasedLinear, 'weight' | 'turned'>): number {
  return shape[turned ? 1 : 0]!;
}

function expectShape(name: string, tensor: ReleasedTensor, shape: readonly (number | undefined)[]): ReleasedTensor {
  const { shape: got } = tensor;
  countOf(name, got);
  const fits = got.length === shape.length && shape.every((length, axis) => length === undefined || length === got[axis]); // prettier-ignore
  if (fits && got.every((length) => length > 0)) return tensor;
  const expected = shape.map((length) => length ?? 'any').join(' × ');
  throw invalidWeights(`Expected ${name} to have the shape ${expected}, got ${got.join(' × ')}`);
}

function missing(name: string): never {
  throw invalidWeights(`Expected the weights to have ${name}, got none`);
}
