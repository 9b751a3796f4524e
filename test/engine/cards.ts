/** @file Small model cards for tests of what reads them. */
import { ABILITIES } from '../../src/models/abilities';
import type { FileRef, ModelCard, Variant } from '../../src/models/card';

const file = (path: string): FileRef => ({ path, bytes: 1, sha256: '0'.repeat(64) });

export function variantOf(key: `${Variant['device']}/${Variant['dtype']}`, changes: Partial<Variant> = {}): Variant {
  const [device, dtype] = key.split('/') as [Variant['device'], Variant['dtype']];
  return { device, dtype, graphs: [file(`${dtype}.onnx`)], data: [], batching: 'rows', tolerance: 0.01, ...changes };
}

/** A card of a BERT-like model, [CLS] 2 and [SEP] 3, that can do everything. */
export function cardOf(changes: Partial<ModelCard> = {}): ModelCard {
  return {
    format: 2,
    name: 'small',
    description: '',
    method: 'late-interaction',
    abilities: ABILITIES,
    languages: ['en'],
    parameters: 1,
    template: {
      query: [{ id: 2 }, { field: 'query' }, { id: 3 }],
      passage: [{ id: 2 }, { field: 'passage' }, { id: 3 }],
      pair: [{ id: 2 }, { field: 'query' }, { id: 3 }, { field: 'passage', type: 1 }, { id: 3, type: 1 }],
    },
    limits: { query: 8, passage: 10, pair: 16 },
    tokenizer: file('tokenizer.json'),
    variants: [variantOf('wasm/int8')],
    golden: [],
    licence: 'Apache-2.0',
    provenance: [],
    ...changes,
  };
}
