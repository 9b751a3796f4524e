"""Prompts as rows for the reading blocks: lines, and beginnings of lines, one after another."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from .network import AWAY, CLS, SEP, SmallLm, Tokens
from .wording import Words

ASKED = 100  # number of the query's line: behind all passages


@dataclass(frozen=True)
class Part:
    """A line, or a beginning of one: its states (tokens, hidden), its label, and whether it is finished."""

    states: Tensor
    label: int
    ends: bool = True


def rows_of(rows: list[list[Part]], starts: list[int] | None = None, first_line: int = 0) -> Tokens:
    """Padded. `starts`: how many tokens stand before each row; `first_line`: how many lines, at most."""

    def stack(make, fill):
        return pad_sequence([torch.cat([make(at, part) for at, part in enumerate(row)]) for row in rows], True, fill)

    def full(part, value):
        return torch.full((len(part.states),), value)

    lines = stack(lambda at, part: full(part, first_line + at), AWAY)
    places = torch.arange(lines.shape[1])[None] + (
        torch.tensor(starts)[:, None] if starts else torch.zeros(len(rows), 1, dtype=torch.long)
    )
    return Tokens(
        stack(lambda _, part: part.states, 0.0),
        stack(lambda _, part: full(part, part.label), 0),
        lines,
        places,
        stack(lambda _, part: full(part, part.ends), False),
    )


def size_of(row: list[Part]) -> int:
    return sum(len(part.states) for part in row)


class Parts:
    """Prompts as rows for the reading blocks."""

    def __init__(self, model: SmallLm, words: Words):
        self.model, self.words = model, words
        self.bare = model.line([CLS])
        self.numbers: dict[int, Tensor] = {}

    def number(self, number: int) -> Tensor:
        if number not in self.numbers:
            self.numbers[number] = self.model.line([CLS, self.words.numbers[number], SEP])
        return self.numbers[number]

    def word(self, token: int) -> Part:
        """A word that is written or begins an answer: a line of its own, not finished."""
        return Part(self.bare, token, ends=False)

    def listing(
        self, states: list[Tensor], labels: list[int], scores: list[int] | None = None
    ) -> tuple[list[Part], list[tuple[int, int]]]:
        """A list's lines, each passage followed by its score where there are any, and where each passage lies."""
        parts, spans, end = [], [], 0
        for at, (own, label) in enumerate(zip(states, labels)):
            lines = [Part(own, label), *([Part(self.number(scores[at]), label)] if scores else [])]
            spans.append((end, end + len(own)))
            end += size_of(lines)
            parts += lines
        return parts, spans

    def thought(self, tokens: list[int]) -> Part:
        return Part(self.model.line([CLS, *tokens, SEP]), self.words.answers["scores"])
