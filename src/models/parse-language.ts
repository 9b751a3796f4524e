/** @file Checks the parts of a card for causal language models: chat template, decoder and prompts. */
import { shownJson } from '../util/shown-json';
import { prompts as ours } from '../prompts/all-prompts';
import { gradedPrompt } from '../prompts/pointwise';
import { checkPrompt, FIELDS } from '../prompts/prompt';
import type { Field, Prompt } from '../prompts/prompt';

type Fields = Record<string, unknown>;

/** @throws TypeError that names the first invalid field */
export function expectLanguageModel({ chat, decoder, prompts, instruction }: Fields): void {
  if (chat !== undefined || decoder !== undefined) {
    expectChat((chat ?? {}) as Fields);
    for (const field of ['layers', 'keyHeads', 'size']) {
      const value = ((decoder ?? {}) as Fields)[field];
      if (!(Number.isInteger(value) && (value as number) > 0))
        throw unexpected(`decoder.${field}`, 'a positive integer', value);
    }
    const tokens = ((decoder ?? {}) as Fields)['tokens'];
    if (tokens !== undefined && !(Array.isArray(tokens) && tokens.length > 1 && tokens.every(Number.isInteger)))
      throw unexpected('decoder.tokens', 'an array of two token ids or more', tokens);
  }
  if (prompts === undefined) return;
  for (const [name, prompt] of Object.entries(objectOf(prompts, 'prompts'))) expectPrompt(name, prompt);
  const instructed = Object.values(prompts as Record<string, Prompt>).some(({ fields }) =>
    fields.includes('instruction'),
  );
  if (instructed && typeof instruction !== 'string') throw unexpected('instruction', 'a string', instruction);
}

function expectChat({ parts, stop }: Fields): void {
  if (!Array.isArray(parts)) throw unexpected('chat.parts', 'an array', parts);
  for (const [index, part] of (parts as unknown[]).entries()) {
    const { id, text, slot } = (part ?? {}) as Fields;
    if (typeof id === 'number' || typeof text === 'string' || SLOTS.includes(slot as string)) continue;
    throw unexpected(`chat.parts[${index}]`, `an id, a text or a slot (${SLOTS.join(', ')})`, part);
  }
  const slots = (parts as Fields[]).map(({ slot }) => slot);
  const last = slots.at(-1);
  if (last !== 'answer' || !slots.includes('user')) {
    throw new TypeError(`Expected \`chat.parts\` to have a user slot and end with the answer, got ${shownJson(slots)}`);
  }
  if (!Array.isArray(stop) || !stop.every(Number.isInteger))
    throw unexpected('chat.stop', 'an array of token ids', stop);
}

const SLOTS = ['system', 'user', 'answer'];

/** A prompt may leave out fields of the one that it replaces. It may not have other fields, except `instruction`. */
function expectPrompt(name: string, given: unknown): void {
  const replaced = ours.find((each) => each.name === name);
  if (!replaced) throw unexpected('prompts', `named ${ours.map((each) => each.name).join(', ')}`, name);
  const prompt: Partial<Prompt> = objectOf(given, `prompts.${name}`);
  for (const field of ['name', 'system', 'user'] as const) {
    if (typeof prompt[field] !== 'string') throw unexpected(`prompts.${name}.${field}`, 'a string', prompt[field]);
  }
  if (prompt.name !== name) throw unexpected(`prompts.${name}.name`, name, prompt.name);
  for (const field of ['item', 'answer'] as const) {
    const template: unknown = prompt[field];
    if (template !== undefined && typeof template !== 'string')
      throw unexpected(`prompts.${name}.${field}`, 'a string', template);
  }
  const known: readonly Field[] = [...replaced.fields, 'instruction'];
  const fields: unknown = prompt.fields;
  if (!Array.isArray(fields)) throw unexpected(`prompts.${name}.fields`, 'an array', fields);
  const unknown = (fields as readonly unknown[]).find(
    (field) => !FIELDS.some((each) => each === field && known.includes(each)),
  );
  if (unknown !== undefined) throw unexpected(`prompts.${name}.fields`, `among ${known.join(', ')}`, unknown);
  const { labels } = prompt as { readonly labels?: unknown };
  const grades = name === gradedPrompt.name;
  const isComplete = Array.isArray(labels) && (grades ? labels.length >= 2 : labels.length === 2);
  if (labels !== undefined && !(isComplete && labels.every((label) => typeof label === 'string')))
    throw unexpected(`prompts.${name}.labels`, grades ? 'two or more strings' : 'two strings', labels);
  checkPrompt(prompt as Prompt);
}

function objectOf(value: unknown, field: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw unexpected(field, 'an object', value);
}

function unexpected(field: string, expected: string, value: unknown): TypeError {
  return new TypeError(`Expected \`${field}\` to be ${expected}, got ${shownJson(value)}`);
}
