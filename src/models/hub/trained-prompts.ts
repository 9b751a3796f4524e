/** @file Prompts that released rerankers were trained with, by the names of their repositories. Other models get our own prompts. */
import type { Prompt } from '../../prompts/prompt';

type TrainedPrompt = {
  /** Matches the name of the repository. */
  readonly name: RegExp;
  readonly prompt: Prompt;
  /** The default of the prompt's `{instruction}`. */
  readonly instruction?: string;
  /** Whether an empty thought precedes the answer. */
  readonly thinks: boolean;
};

const TRAINED_PROMPTS: readonly TrainedPrompt[] = [
  {
    // Zhang et al. 2025. The instruction is the one for web search that the model's page gives.
    name: /qwen3-reranker/i,
    thinks: true,
    instruction: 'Given a web search query, retrieve relevant passages that answer the query',
    prompt: {
      name: 'yes-no',
      system:
        'Judge whether the Document meets the requirements based on the Query and the Instruct provided. Note that the answer can only be "yes" or "no".',
      user: '<Instruct>: {instruction}\n<Query>: {query}\n<Document>: {passage}',
      fields: ['instruction', 'query', 'passage'],
    },
  },
  {
    // Mixedbread's second generation, made from Qwen2.5. Mixedbread's code tokenizes the parts one by one, so a character before a line
    // break may be a different token here.
    name: /mxbai-rerank-\w+-v2/i,
    thinks: false,
    prompt: {
      name: 'yes-no',
      system: 'You are Qwen, created by Alibaba Cloud. You are a helpful assistant.',
      user:
        'query: {query}\ndocument: {passage}\n' +
        'You are a search relevance expert who evaluates how well documents match search queries. For each query-document pair, carefully ' +
        'analyze the semantic relationship between them, then provide your binary relevance judgment (0 for not relevant, 1 for relevant).\n' +
        'Relevance:',
      labels: ['1', '0'],
      fields: ['query', 'passage'],
    },
  },
];

export function trainedPrompt(id: string): TrainedPrompt | undefined {
  return TRAINED_PROMPTS.find(({ name }) => name.test(id));
}
