/**
 * @file How instruct models mark turns, as data. A repository's chat template is a program (Jinja) and is not run; the control tokens of the
 * tokenizer tell which format the model uses. A card can override the result.
 */
import type { Chat, ChatPart } from '../chat';
import { tokenId } from './hub-files';
import type { HubFiles, HubTokenizer } from './hub-files';

type Format = {
  /** The format is used if the tokenizer has all of these control tokens. */
  readonly marks: readonly string[];
  /** The turns with their control tokens spelled out, and a slot for each text. */
  readonly turns: string;
  readonly stop: readonly string[];
};

/** The first format whose marks the tokenizer has is used. */
const FORMATS: readonly Format[] = [
  {
    marks: ['<|im_start|>', '<|im_end|>'],
    turns:
      '<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{user}<|im_end|>\n<|im_start|>assistant\n{answer}',
    stop: ['<|im_end|>', '<|endoftext|>'],
  },
  {
    marks: ['<|start_header_id|>', '<|end_header_id|>', '<|eot_id|>'],
    turns:
      '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n{system}<|eot_id|>' +
      '<|start_header_id|>user<|end_header_id|>\n\n{user}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n{answer}',
    stop: ['<|eot_id|>', '<|end_of_text|>'],
  },
  {
    marks: ['<start_of_turn>', '<end_of_turn>'],
    turns: '<bos><start_of_turn>user\n{system}\n\n{user}<end_of_turn>\n<start_of_turn>model\n{answer}',
    stop: ['<end_of_turn>', '<eos>'],
  },
  {
    marks: ['<|start_of_role|>', '<|end_of_role|>', '<|end_of_text|>'],
    turns:
      '<|start_of_role|>system<|end_of_role|>{system}<|end_of_text|>\n<|start_of_role|>user<|end_of_role|>{user}<|end_of_text|>\n' +
      '<|start_of_role|>assistant<|end_of_role|>{answer}',
    stop: ['<|end_of_text|>'],
  },
  {
    marks: ['<|user|>', '<|assistant|>', '<|end|>'],
    turns: '<|system|>\n{system}<|end|>\n<|user|>\n{user}<|end|>\n<|assistant|>\n{answer}',
    stop: ['<|end|>', '<|endoftext|>'],
  },
  {
    marks: ['[INST]', '[/INST]'],
    turns: '<s>[INST] {system}\n\n{user}[/INST] {answer}',
    stop: ['</s>'],
  },
];

/** A model without turns continues a text. */
const PLAIN: Format = {
  marks: [],
  turns: '{system}\n\n{user}\n{answer}',
  stop: ['</s>', '<|endoftext|>', '<|end_of_text|>'],
};

/** An empty thought, for models that would otherwise think before they answer. */
const NO_THOUGHT = '<think>\n\n</think>\n\n';

/** The chat format of a tokenizer. @param thinks whether the model may think before it answers */
export function chatFormatOf(tokenizer: HubTokenizer, thinks: boolean): Chat {
  const hasToken = (mark: string) => tokenId(tokenizer, mark) !== undefined;
  const { turns, stop } = FORMATS.find(({ marks }) => marks.every(hasToken)) ?? PLAIN;
  const skipsThought = thinks && hasToken('<think>') && hasToken('</think>');
  return {
    parts: splitIntoParts(skipsThought ? turns.replace('{answer}', `${NO_THOUGHT}{answer}`) : turns, tokenizer),
    stop: stop.map((mark) => tokenId(tokenizer, mark)).filter((id) => id !== undefined),
  };
}

/** Whether the repository's chat template has a switch for thinking. The template may be in either of two files. */
export function hasThinkingSwitch({ tokenizerConfig, more = {} }: HubFiles): boolean {
  const template = more['chat_template.jinja'] ?? tokenizerConfig.chat_template;
  return JSON.stringify(template ?? '').includes('enable_thinking');
}

const CONTROL_OR_SLOT = /(<\|?[\w/]+\|?>|\[\/?INST\]|\{(?:system|user|answer)\})/;

/** Splits turns at control tokens and slots. Control tokens that the tokenizer does not have are left out. */
function splitIntoParts(turns: string, tokenizer: HubTokenizer): ChatPart[] {
  return turns.split(CONTROL_OR_SLOT).flatMap((part): ChatPart[] => {
    if (part === '') return [];
    if (part === '{system}' || part === '{user}' || part === '{answer}') {
      return [{ slot: part.slice(1, -1) as 'system' | 'user' | 'answer' }];
    }
    if (!CONTROL_OR_SLOT.test(part)) return [{ text: part }];
    const id = tokenId(tokenizer, part);
    return id === undefined ? [] : [{ id }];
  });
}
