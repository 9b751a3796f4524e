"""A chat template of Hugging Face as the parts of a card, and prompts as tokens, built as in the browser."""

from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer
from transformers import AutoTokenizer

SLOTS = ("[system]", "[user]", "[answer]")


@dataclass(frozen=True)
class Chat:
    """How a model marks turns. `template` contains the slots, and `special` the control tokens that it may contain."""

    template: str
    special: tuple[str, ...]
    stop: str
    tokenizer: Tokenizer

    def ids(self, system: str, user: str, answer: str = "") -> list[int]:
        """Returns the tokens of a prompt."""
        text = self.template
        for slot, value in zip(SLOTS, (system, user, answer)):
            text = text.replace(slot, value)
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def answered(self, system: str, user: str, answer: str, labels: list[str]) -> tuple[list[int], list[int]]:
        """Returns the prompt up to the token in which the labels differ, and that token of each label. Raises
        ValueError where one token does not distinguish them.
        """
        prompts = [self.ids(system, user, answer + label) for label in labels]
        index = next(index for index, tokens in enumerate(zip(*prompts)) if len(set(tokens)) > 1)
        if len({prompt[index] for prompt in prompts}) < len(labels):
            found = [prompt[index] for prompt in prompts]
            raise ValueError(f"Expected a tokenizer that distinguishes {labels} by one token, got {found}")
        return prompts[0][:index], [prompt[index] for prompt in prompts]

    def card(self) -> dict:
        """Returns the card's `chat`."""
        return {
            "parts": chat_parts(self.template, self.special, self.tokenizer),
            "stop": [self.tokenizer.token_to_id(self.stop)],
        }


def chat_of(folder: Path) -> Chat:
    """Reads the folder's own template, without thinking where the template has that option. Raises ValueError where it
    has no place for a turn.
    """
    loaded = AutoTokenizer.from_pretrained(folder)
    turns = [{"role": "system", "content": SLOTS[0]}, {"role": "user", "content": SLOTS[1]}]
    template = loaded.apply_chat_template(turns, tokenize=False, add_generation_prompt=True, enable_thinking=False)
    missing = [slot for slot in SLOTS[:2] if slot not in template]
    if missing:
        raise ValueError(f"Expected a chat template with a place for {' and '.join(missing)}, got {template!r}")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    special = tuple(
        each.content
        for each in tokenizer.get_added_tokens_decoder().values()
        if each.content in template or each.special
    )
    return Chat(template + SLOTS[2], special, loaded.eos_token or special[0], tokenizer)


def chat_parts(template: str, special: tuple[str, ...], tokenizer: Tokenizer) -> list[dict]:
    """Splits a template at its control tokens and slots."""
    parts, text = [], template
    while text:
        marks = [(text.find(mark), -len(mark), mark) for mark in (*special, *SLOTS) if mark in text]
        if not marks:
            return [*parts, {"text": text}]
        index, _, mark = min(marks)
        if index > 0:
            parts.append({"text": text[:index]})
        parts.append({"id": tokenizer.token_to_id(mark)} if mark in special else {"slot": mark[1:-1]})
        text = text[index + len(mark) :]
    return parts
