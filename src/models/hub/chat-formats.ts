/**
 * @file How instruct models mark turns, as data. A repository's chat template is a program (Jinja) and is not run: which format a model has is
 * seen from the control tokens of its tokenizer. A card says otherwise where that is wrong.
 */
import type { Chat, ChatPart } from '../chat';
import { tokenId } from './hub-files';
import type { HubFiles, HubTokenizer } from './hub-files';

type Format = {
  /** Control tokens that tell it. */
  readonly marks: readonly string[];
  /** Control tokens spelled out, and where the turns' texts go. */
  readonly turns: string;
  readonly stop: readonly string[];
};

/** The first whose marks are all there. */
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

/** A model that knows no turns goes on with a text. */
const PLAIN: Format = {
  marks: [],
  turns: '{system}\n\n{user}\n{answer}',
  stop: ['</s>', '<|endoftext|>', '<|end_of_text|>'],
};

/** A thought that is over before it begins, for models that else would think. */
const NO_THOUGHT = '<think>\n\n</think>\n\n';

/** @param thinks whether the model may think before it answers */
export function chatFormatOf(tokenizer: HubTokenizer, thinks: boolean): Chat {
  const knows = (mark: string) => tokenId(tokenizer, mark) !== undefined;
  const { turns, stop } = FORMATS.find(({ marks }) => marks.every(knows)) ?? PLAIN;
  const quick = thinks && knows('<think>') && knows('</think>');
  return {
    parts: partsOf(quick ? turns.replace('{answer}', `${NO_THOUGHT}{answer}`) : turns, tokenizer),
    stop: stop.map((mark) => tokenId(tokenizer, mark)).filter((id) => id !== undefined),
  };
}

/** Whether the chat template, wherever the repository has it, knows a switch for thinking. */
export function hasThinkingSwitch({ tokenizerConfig, more = {} }: HubFiles): boolean {
  const template = more['chat_template.jinja'] ?? tokenizerConfig.chat_template;
  return JSON.stringify(template ?? '').includes('enable_thinking');
}

const PIECE = /(<\|?[\w/]+\|?>|\[\/?INST\]|\{(?:system|user|answer)\})/;

/** Cut at control tokens and slots; a control that the tokenizer does not have is left out. */
function partsOf(turns: string, tokenizer: HubTokenizer): ChatPart[] {
  return turns.split(PIECE).flatMap((piece): ChatPart[] => {
    if (piece === '') return [];
    if (piece === '{system}' || piece === '{user}' || piece === '{answer}') {
      return [{ slot: piece.slice(1, -1) as 'system' | 'user' | 'answer' }];
    }
    if (!PIECE.test(piece)) return [{ text: piece }];
    const id = tokenId(tokenizer, piece);
    return id === undefined ? [] : [{ id }];
  });
}
