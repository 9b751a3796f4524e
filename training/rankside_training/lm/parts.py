"""Prompts as rows for the reading blocks: lines, and beginnings of lines, one after another."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from .network import CLS, PADDING_LINE, SEP, SmallLm, Tokens
from .wording import Words

QUERY_LINE = 100  # the number of the query's line, after all passages


@dataclass(frozen=True)
class Part:
    """A line or the beginning of one: its states (tokens, hidden), its label, and whether it is finished."""

    states: Tensor
    label: int
    finished: bool = True


def rows_of(rows: list[list[Part]], starts: list[int] | None = None, first_line: int = 0) -> Tokens:
    """Returns padded rows. `starts`: the number of tokens before each row; `first_line`: the largest number of lines
    before a row.
    """

    def stack(make, fill):
        return pad_sequence(
            [torch.cat([make(index, part) for index, part in enumerate(row)]) for row in rows], True, fill
        )

    def full(part, value):
        return torch.full((len(part.states),), value)

    lines = stack(lambda index, part: full(part, first_line + index), PADDING_LINE)
    positions = torch.arange(lines.shape[1])[None] + (
        torch.tensor(starts)[:, None] if starts else torch.zeros(len(rows), 1, dtype=torch.long)
    )
    return Tokens(
        stack(lambda _, part: part.states, 0.0),
        stack(lambda _, part: full(part, part.label), 0),
        lines,
        positions,
        stack(lambda _, part: full(part, part.finished), False),
    )


def size_of(row: list[Part]) -> int:
    """Returns the number of tokens of a row."""
    return sum(len(part.states) for part in row)


class Parts:
    """Builds the parts of prompts."""

    def __init__(self, model: SmallLm, words: Words):
        self.model, self.words = model, words
        self.bare = model.line([CLS])
        self.numbers: dict[int, Tensor] = {}

    def number(self, number: int) -> Tensor:
        """Returns the states of a number as a line."""
        if number not in self.numbers:
            self.numbers[number] = self.model.line([CLS, self.words.numbers[number], SEP])
        return self.numbers[number]

    def word(self, token: int) -> Part:
        """Returns a word that begins or continues an answer, as a line that is not finished."""
        return Part(self.bare, token, finished=False)

    def listing(
        self, states: list[Tensor], labels: list[int], scores: list[int] | None = None
    ) -> tuple[list[Part], list[tuple[int, int]]]:
        """Returns the lines of a list, each passage followed by its score where there are scores, and the span of each
        passage.
        """
        parts, spans, end = [], [], 0
        for index, (own, label) in enumerate(zip(states, labels)):
            lines = [Part(own, label), *([Part(self.number(scores[index]), label)] if scores else [])]
            spans.append((end, end + len(own)))
            end += size_of(lines)
            parts += lines
        return parts, spans

    def thought(self, tokens: list[int]) -> Part:
        """Returns scores that were written before the answer, as a line."""
        return Part(self.model.line([CLS, *tokens, SEP]), self.words.answers["scores"])
