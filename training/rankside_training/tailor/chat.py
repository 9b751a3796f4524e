"""A Hugging Face chat template as a card's parts, and prompts as tokens, the way the browser builds them."""

from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer
from transformers import AutoTokenizer

SLOTS = ("[system]", "[user]", "[answer]")


@dataclass(frozen=True)
class Chat:
    """`template` has the slots; `special` are the control tokens that it may have."""

    template: str
    special: tuple[str, ...]
    stop: str
    tokenizer: Tokenizer

    def ids(self, system: str, user: str, answer: str = "") -> list[int]:
        text = self.template
        for slot, value in zip(SLOTS, (system, user, answer)):
            text = text.replace(slot, value)
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def answered(self, system: str, user: str, answer: str, labels: list[str]) -> tuple[list[int], list[int]]:
        """The prompt as far as its labels have all in common, and the token in which each differs."""
        ways = [self.ids(system, user, answer + label) for label in labels]
        at = next(at for at, tokens in enumerate(zip(*ways)) if len(set(tokens)) > 1)
        if len({way[at] for way in ways}) < len(labels):
            raise ValueError(
                f"Expected a tokenizer that tells {labels} apart by one token, got {[way[at] for way in ways]}"
            )
        return ways[0][:at], [way[at] for way in ways]

    def card(self) -> dict:
        return {
            "parts": chat_parts(self.template, self.special, self.tokenizer),
            "stop": [self.tokenizer.token_to_id(self.stop)],
        }


def chat_of(folder: Path) -> Chat:
    """By the folder's own template, without thinking where it knows of that."""
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
    """The template cut at its control tokens and slots."""
    parts, text = [], template
    while text:
        marks = [(text.find(mark), -len(mark), mark) for mark in (*special, *SLOTS) if mark in text]
        if not marks:
            return [*parts, {"text": text}]
        at, _, mark = min(marks)
        if at > 0:
            parts.append({"text": text[:at]})
        parts.append({"id": tokenizer.token_to_id(mark)} if mark in special else {"slot": mark[1:-1]})
        text = text[at + len(mark) :]
    return parts
