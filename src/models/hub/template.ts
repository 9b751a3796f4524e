/** @file Control ids around a query and a passage, from the post-processor that a tokenizer.json names. */
import type { TemplatePart } from '../card';

export type Templates = {
  readonly query: readonly TemplatePart[];
  readonly passage: readonly TemplatePart[];
  readonly pair: readonly TemplatePart[];
};

type Piece =
  | { readonly SpecialToken: { readonly id: string; readonly type_id: number } }
  | { readonly Sequence: { readonly id: 'A' | 'B'; readonly type_id: number } };

type Bracketing = Extract<Processor, { type: 'BertProcessing' | 'RobertaProcessing' }>;

type Processor =
  | {
      readonly type: 'TemplateProcessing';
      readonly single: readonly Piece[];
      readonly pair: readonly Piece[];
      readonly special_tokens: Readonly<Record<string, { readonly ids: readonly number[] }>>;
    }
  | {
      readonly type: 'BertProcessing' | 'RobertaProcessing';
      readonly cls: readonly [string, number];
      readonly sep: readonly [string, number];
    }
  | { readonly type: 'Sequence'; readonly processors: readonly Processor[] };

/** @throws TypeError for a post-processor that joins no two texts */
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
    const read = (pieces: readonly Piece[], a: 'query' | 'passage') =>
      pieces.flatMap((piece): TemplatePart[] => {
        if ('Sequence' in piece) {
          return [{ field: piece.Sequence.id === 'A' ? a : 'passage', type: piece.Sequence.type_id }];
        }
        const { id, type_id: type } = piece.SpecialToken;
        return (controls[id]?.ids ?? []).map((control) => ({ id: control, type }));
      });
    return { query: read(single, 'query'), passage: read(single, 'passage'), pair: read(pair, 'query') };
  },
  /** [CLS] A [SEP] B [SEP] with types 0 and 1. */
  BertProcessing: ({ cls: [, cls], sep: [, sep] }: Bracketing) => ({
    ...alone(cls, sep),
    pair: [...around('query', cls, sep), { field: 'passage', type: 1 }, { id: sep, type: 1 }] satisfies TemplatePart[],
  }),
  /** <s> A </s></s> B </s>, all of type 0. */
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
