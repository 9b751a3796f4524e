/**
 * @file Prompts as data, and how their fields are filled.
 *
 * An untrusted text (query, passage, thought, instruction) is one part, on one line, and the line ends with it. It
 * cannot begin a line whatever it holds, so it can neither close its field nor open another. The tokenizer keeps it
 * from becoming a control token.
 */

/** The fields that a prompt may have in braces. */
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

/** Fields whose text comes from the caller or from the model. */
const UNTRUSTED = ['query', 'passage', 'thought', 'instruction'] as const satisfies readonly Field[];
type Untrusted = (typeof UNTRUSTED)[number];

export type Prompt = {
  readonly name: string;
  /** The system message. It has no fields. */
  readonly system: string;
  /** The user message, with fields in braces: `{query}`. */
  readonly user: string;
  /** The template of one passage in `{items}`. */
  readonly item?: string;
  /** The beginning of the answer. Default: empty. */
  readonly answer?: string;
  /** The two answers of a yes-or-no prompt (default: yes, no), or the grades of `graded`, the worst first. */
  readonly labels?: readonly string[];
  /** The text with which the model ends its reasoning, such as `</think>`. */
  readonly thoughtEnd?: string;
  /** Every field that `user`, `item` and `answer` use. */
  readonly fields: readonly Field[];
  /** Default values of fields. */
  readonly values?: Values;
};

/** A part of a filled prompt: the template's own text, or the value of an untrusted field. Only passages may be cut. */
export type PromptPart = { readonly text: string; readonly from: 'prompt' | Untrusted };

/** A prompt with its fields filled, as an engine takes it. */
export type FilledPrompt = {
  readonly system: readonly PromptPart[];
  readonly user: readonly PromptPart[];
  readonly answer: readonly PromptPart[];
};

export type Values = Partial<Readonly<Record<Exclude<Field, 'items'>, string>>> & {
  /** The passages of `{items}`, in order. */
  readonly items?: readonly Partial<Readonly<Record<'passage' | 'label' | 'score', string>>>[];
};

/** @throws TypeError for a field that the prompt does not declare, or that has no value */
export function fill(prompt: Prompt, values: Values): FilledPrompt {
  return {
    system: [{ text: prompt.system, from: 'prompt' }],
    user: partsOf(prompt, prompt.user, values),
    answer: partsOf(prompt, prompt.answer ?? '', values),
  };
}

/** Puts the text on one line: every run of white space, including any kind of line break, becomes one space. */
export function onOneLine(text: string): string {
  return text.replace(/[\s\u0085\u001C-\u001F]+/gu, ' ').trim();
}

/**
 * @throws TypeError where a field is used but not declared, declared but not used, or untrusted and not at the end of
 * its line
 */
export function checkPrompt(prompt: Prompt): void {
  const { user, item = '', answer = '' } = prompt;
  const used = new Set(
    [user, item, answer].flatMap((template) => [...template.matchAll(BRACES)].map(([, name]) => name!)),
  );
  const declared = new Set<string>(prompt.fields);
  for (const name of used)
    if (!declared.has(name)) throw promptError(prompt, `to declare {${name.slice(0, LONGEST_SHOWN)}}`);
  for (const name of declared) if (!used.has(name)) throw promptError(prompt, `to use {${name}}`);
  if (prompt.system.search(BRACES) >= 0) throw promptError(prompt, 'to have no field in `system`');
  for (const template of [user, item, answer]) {
    for (const field of UNTRUSTED) {
      const open = template.replaceAll(`{${field}}\n`, '').replace(new RegExp(`\\{${field}\\}$`), '');
      if (open.includes(`{${field}}`)) throw promptError(prompt, `to end the line after {${field}}`);
    }
  }
}

const BRACES = /\{([a-z]+)\}/g;
/** Characters of a field's name in a message. */
const LONGEST_SHOWN = 40;

function promptError(prompt: Prompt, what: string): TypeError {
  return new TypeError(`Expected the prompt ${prompt.name} ${what}`);
}

/** Cuts the template at its fields and fills them. */
function partsOf(prompt: Prompt, template: string, values: Values): PromptPart[] {
  const found: PromptPart[] = [];
  let end = 0;
  for (const match of template.matchAll(BRACES)) {
    found.push({ text: template.slice(end, match.index), from: 'prompt' });
    found.push(...valueOf(prompt, match[1] as Field, values));
    end = match.index + match[0].length;
  }
  found.push({ text: template.slice(end), from: 'prompt' });
  return found.filter(({ text, from }) => text !== '' || from !== 'prompt');
}

function valueOf(prompt: Prompt, field: Field, values: Values): PromptPart[] {
  if (!prompt.fields.includes(field)) throw promptError(prompt, `to declare {${field}}`);
  if (field === 'items') return (values.items ?? []).flatMap((item) => partsOf(prompt, prompt.item ?? '', item));
  const value = values[field] ?? prompt.values?.[field];
  if (value === undefined) throw promptError(prompt, `to get a value for {${field}}`);
  const untrusted = UNTRUSTED.find((each) => each === field);
  return [untrusted ? { text: onOneLine(value), from: untrusted } : { text: value, from: 'prompt' }];
}
