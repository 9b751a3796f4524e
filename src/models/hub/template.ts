/** @file Reads the templates of queries, passages and pairs from the post-processor of a `tokenizer.json`. */
import type { TemplatePart } from '../card';

export type Templates = {
  readonly query: readonly TemplatePart[];
  readonly passage: readonly TemplatePart[];
  readonly pair: readonly TemplatePart[];
};

type TemplateItem =
  | { readonly SpecialToken: { readonly id: string; readonly type_id: number } }
  | { readonly Sequence: { readonly id: 'A' | 'B'; readonly type_id: number } };

type Bracketing = Extract<Processor, { type: 'BertProcessing' | 'RobertaProcessing' }>;

type Processor =
  | {
      readonly type: 'TemplateProcessing';
      readonly single: readonly TemplateItem[];
      readonly pair: readonly TemplateItem[];
      readonly special_tokens: Readonly<Record<string, { readonly ids: readonly number[] }>>;
    }
  | {
      readonly type: 'BertProcessing' | 'RobertaProcessing';
      readonly cls: readonly [string, number];
      readonly sep: readonly [string, number];
    }
  | { readonly type: 'Sequence'; readonly processors: readonly Processor[] };

/** @throws TypeError for a post-processor that cannot join two texts */
export function readTemplates(tokenizer: { readonly post_processor?: unknown }): Templates {
  const processor = flattenProcessors(tokenizer.post_processor as Processor | null | undefined).find(
    ({ type }) => type in READERS,
  );
  if (!processor) {
    const known = Object.keys(READERS).join(', ');
    throw new TypeError(`Expected the tokenizer's \`post_processor\` to be one of ${known}, got none of them`);
  }
  return READERS[processor.type as keyof typeof READERS](processor as never);
}

function flattenProcessors(processor: Processor | null | undefined): readonly Processor[] {
  if (!processor) return [];
  return processor.type === 'Sequence' ? processor.processors.flatMap(flattenProcessors) : [processor];
}

const READERS = {
  TemplateProcessing: ({
    single,
    pair,
    special_tokens: controls,
  }: Extract<Processor, { type: 'TemplateProcessing' }>) => {
    const read = (items: readonly TemplateItem[], fieldOfA: 'query' | 'passage') =>
      items.flatMap((item): TemplatePart[] => {
        if ('Sequence' in item) {
          return [{ field: item.Sequence.id === 'A' ? fieldOfA : 'passage', type: item.Sequence.type_id }];
        }
        const { id, type_id: type } = item.SpecialToken;
        return (controls[id]?.ids ?? []).map((control) => ({ id: control, type }));
      });
    return { query: read(single, 'query'), passage: read(single, 'passage'), pair: read(pair, 'query') };
  },
  /** The pair is [CLS] A [SEP] B [SEP], with the token types 0 and 1. */
  BertProcessing: ({ cls: [, cls], sep: [, sep] }: Bracketing) => ({
    ...alone(cls, sep),
    pair: [...around('query', cls, sep), { field: 'passage', type: 1 }, { id: sep, type: 1 }] satisfies TemplatePart[],
  }),
  /** The pair is <s> A </s></s> B </s>, with token type 0 throughout. */
  RobertaProcessing: ({ cls: [, cls], sep: [, sep] }: Bracketing) => ({
    ...alone(cls, sep),
    pair: [...around('query', cls, sep), ...around('passage', sep, sep)],
  }),
} as const;

function alone(cls: number, sep: number): Pick<Templates, 'query' | 'passage'> {
  return { query: around('query', cls, sep), passage: around('passage', cls, sep) };
}

function around(field: 'query' | 'passage', before: number, after: number): TemplatePart[] {
  return [
    { id: before, type: 0 },
    { field, type: 0 },
    { id: after, type: 0 },
  ];
}
