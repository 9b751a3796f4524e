/**
 * @file What is known of models that people load, beyond what their repositories say in a form that a program can read. From the models'
 * pages; none of them has run here.
 */

export type Curated = {
  readonly description: string;
  readonly languages: readonly string[];
  readonly parameters: number;
  readonly licence: string;
  /** Whether its files were run against PyTorch by this project. */
  readonly verified: boolean;
};

export const curated: Readonly<Record<string, Curated>> = {
  'Xenova/ms-marco-MiniLM-L-6-v2': {
    description: 'MiniLM, 6 layers, trained on MS MARCO, whose terms allow research alone.',
    languages: ['en'],
    parameters: 22_700_000,
    licence: 'Apache-2.0',
    verified: false,
  },
  'Xenova/ms-marco-TinyBERT-L-2-v2': {
    description: 'TinyBERT, 2 layers, trained on MS MARCO, whose terms allow research alone.',
    languages: ['en'],
    parameters: 4_400_000,
    licence: 'Apache-2.0',
    verified: false,
  },
  'jinaai/jina-reranker-v1-tiny-en': {
    description: 'JinaBERT, 4 layers, long inputs.',
    languages: ['en'],
    parameters: 33_000_000,
    licence: 'Apache-2.0',
    verified: false,
  },
  'mixedbread-ai/mxbai-rerank-xsmall-v1': {
    description: 'DeBERTa-v2, 12 layers.',
    languages: ['en'],
    parameters: 70_800_000,
    licence: 'Apache-2.0',
    verified: false,
  },
  'Xenova/bge-reranker-base': {
    description: 'XLM-RoBERTa base, Chinese and English.',
    languages: ['zh', 'en'],
    parameters: 278_000_000,
    licence: 'MIT',
    verified: false,
  },
  'Alibaba-NLP/gte-reranker-modernbert-base': {
    description: 'ModernBERT base, long inputs.',
    languages: ['en'],
    parameters: 149_000_000,
    licence: 'Apache-2.0',
    verified: false,
  },
};
