/**
 * @file Prompts as data, and how one is filled.
 *
 * A text from outside (query, passage, thought, instruction) is one piece, on one line, and the line ends with it: whatever it holds, it cannot begin a
 * line, so it can neither close its field nor open another. That it cannot be a control token either is the tokenizer's doing.
 */

/** What a prompt may have in braces. */
export const FIELDS = [
  'query',
  'passage',
  'items',
  'count',
  'label',
  'labels',
  'score',
  'criterion',
  'thought',
  'instruction',
] as const;
export type Field = (typeof FIELDS)[number];

/** Fields whose text comes from outside. */
const OUTSIDE = ['query', 'passage', 'thought', 'instruction'] as const satisfies readonly Field[];
type Outside = (typeof OUTSIDE)[number];

export type Prompt = {
  readonly name: string;
  /** What the model is told beforehand. No fields. */
  readonly system: string;
  /** The question, with fields in braces: `{query}`. */
  readonly user: string;
  /** One passage of a list, for `{items}`. */
  readonly item?: string;
  /** How the answer begins. Default: nothing. */
  readonly answer?: string;
  /** Every field that `user`, `item` and `answer` use. */
  readonly fields: readonly Field[];
  /** Values of fields that whoever fills it does not give. */
  readonly values?: Values;
};

/** Our own words, or a text from outside. A passage may be cut, and nothing else. */
export type Piece = { readonly text: string; readonly from: 'prompt' | Outside };

/** A prompt with its fields filled, as the engine reads it. */
export type FilledPrompt = {
  readonly system: readonly Piece[];
  readonly user: readonly Piece[];
  readonly answer: readonly Piece[];
};

export type Values = Partial<Readonly<Record<Exclude<Field, 'items'>, string>>> & {
  /** Passages in order, for `{items}`. */
  readonly items?: readonly Partial<Readonly<Record<'passage' | 'label' | 'score', string>>>[];
};

/** @throws TypeError for a field that the prompt does not declare, or that has no value */
export function fill(prompt: Prompt, values: Values): FilledPrompt {
  return {
    system: [{ text: prompt.system, from: 'prompt' }],
    user: pieces(prompt, prompt.user, values),
    answer: pieces(prompt, prompt.answer ?? '', values),
  };
}

/** The text on one line: every run of white space, line breaks of any kind among them, is a space. */
export function onOneLine(text: string): string {
  return text.replace(/[\s\u0085\u001C-\u001F]+/gu, ' ').trim();
}

/** @throws TypeError when a field is used and not declared, or declared and not used, or when text from outside does not end its line */
export function checkPrompt(prompt: Prompt): void {
  const { user, item = '', answer = '' } = prompt;
  const used = new Set(
    [user, item, answer].flatMap((template) => [...template.matchAll(BRACES)].map(([, name]) => name!)),
  );
  const declared = new Set<string>(prompt.fields);
  for (const name of used) if (!declared.has(name)) throw wrong(prompt, `to declare {${name}}`);
  for (const name of declared) if (!used.has(name)) throw wrong(prompt, `to use {${name}}`);
  if (prompt.system.search(BRACES) >= 0) throw wrong(prompt, 'to have no field in `system`');
  for (const template of [user, item, answer]) {
    for (const field of OUTSIDE) {
      const open = template.replaceAll(`{${field}}\n`, '').replace(new RegExp(`\\{${field}\\}$`), '');
      if (open.includes(`{${field}}`)) throw wrong(prompt, `to end the line after {${field}}`);
    }
  }
}

const BRACES = /\{([a-z]+)\}/g;

function wrong(prompt: Prompt, what: string): TypeError {
  return new TypeError(`Expected the prompt ${prompt.name} ${what}`);
}

/** Cuts the template at its braces. */
function pieces(prompt: Prompt, template: string, values: Values): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of template.matchAll(BRACES)) {
    found.push({ text: template.slice(at, match.index), from: 'prompt' });
    found.push(...valueOf(prompt, match[1] as Field, values));
    at = match.index + match[0].length;
  }
  found.push({ text: template.slice(at), from: 'prompt' });
  return found.filter(({ text, from }) => text !== '' || from !== 'prompt');
}

function valueOf(prompt: Prompt, field: Field, values: Values): Piece[] {
  if (!prompt.fields.includes(field)) throw wrong(prompt, `to declare {${field}}`);
  if (field === 'items') return (values.items ?? []).flatMap((item) => pieces(prompt, prompt.item ?? '', item));
  const value = values[field] ?? prompt.values?.[field];
  if (value === undefined) throw wrong(prompt, `to get a value for {${field}}`);
  const outside = OUTSIDE.find((each) => each === field);
  return [outside ? { text: onOneLine(value), from: outside } : { text: value, from: 'prompt' }];
}
