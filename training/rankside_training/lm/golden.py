"""Writes PyTorch's answers to each of the model's prompts into test/fixtures/small-lm.json: `python -m
rankside_training.lm.golden <run>`.

Every prompt is read in one run here. The browser reads it in two or more runs and must get the same answers.
"""

import argparse
import json
from pathlib import Path

import torch

from ..network.text import passage_text
from ..settings import FIXTURES, GOLDEN
from .export import LIMITS, read_stored
from .network import LINE, SEP, RunOutput, SmallLm
from .objective import attention_from
from .parts import Part, Parts, rows_of
from .reader import Reader
from .wording import CRITERIA

OUT = FIXTURES.parent / "small-lm.json"
GRADES, YES_NO = ["0", "1", "2", "3", "4"], ["yes", "no"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the small language model's golden answers")
    parser.add_argument("run", type=Path, help="folder with average.pt, which the model folder was exported from")
    options = parser.parse_args()
    asked = Asked(read_stored(options.run))
    answers = [
        answer
        for entry in json.loads(GOLDEN.read_text())[:2]
        for answer in asked.all(entry["query"], entry["passages"])
    ]
    OUT.write_text(json.dumps(answers, ensure_ascii=False) + "\n")


class Asked:
    """The answers of the model to prompts that consist of lines (label, tokens)."""

    def __init__(self, model: SmallLm):
        self.model, self.reader = model, Reader(model)
        self.words, self.parts = self.reader.words, Parts(model, self.reader.words)

    @torch.inference_mode()
    def all(self, query: str, passages: list[dict]) -> list[dict]:
        """Returns the answers to all prompts for one query."""
        first = passages[0]
        return [
            *[self.labels("yes-no", query, [p], "relevant", YES_NO) for p in passages],
            self.labels("graded", query, [first], "grade", GRADES),
            *[self.labels("criteria", query, [first], name.lower(), YES_NO, {"criterion": name}) for name in CRITERIA],
            self.likelihood(query, first),
            self.labels("pairwise", query, passages[:2], "best", ["A", "B"]),
            *[
                self.labels(name, query, passages, answer, ["A", "B", "C", "D"])
                for name, answer in (("setwise", "best"), ("elimination", "worst"), ("first-token", "best"))
            ],
            self.written("listwise", query, passages, "order"),
            self.written("groupwise", query, passages, "scores"),
            self.written("listwise-scored", query, passages, "order", [100, 40, 7, 0]),
            self.in_context(query, passages),
            self.weights(query, first),
        ]

    def pieces(self, passage: dict) -> list[int]:
        """Returns the tokens of a passage."""
        return self.reader.pieces(passage_text(passage.get("title"), passage["text"]))[: LIMITS["passage"]]

    def lines(
        self, name: str, query: str, passages: list[dict], scores: list[int] | None = None
    ) -> list[tuple[int, list[int]]]:
        """Returns the lines of a prompt."""
        words = self.words
        if name in ("yes-no", "graded", "criteria"):
            listing = [(words.passage, self.pieces(passages[0]))]
        else:
            numbered = name in ("listwise", "groupwise", "listwise-scored", "in-context")
            labels = words.numbers[1:] if numbered else words.letters
            rows = [
                [(label, self.pieces(p)), *([(label, [words.numbers[scores[index]]])] if scores else [])]
                for index, (label, p) in enumerate(zip(labels, passages))
            ]
            listing = [line for row in rows for line in row]
        return [*listing, (words.query, self.reader.pieces(query))]

    @torch.inference_mode()
    def run(
        self, lines: list[tuple[int, list[int]]], words: list[int], causal: tuple[int, list[int]] | None = None
    ) -> RunOutput:
        """Runs the model over lines, a line with causal attention, and words of the answer."""
        parts = [Part(self.reader.of_ids(text).states, label) for label, text in lines]
        parts += [Part(self.reader.of_ids(causal[1], causal=True).states, causal[0], finished=False)] if causal else []
        return self.model(rows_of([parts + [self.parts.word(word) for word in words]]))

    def ids(self, lines: list[tuple[int, list[int]]]) -> list[int]:
        """Returns the tokens of lines."""
        return [token for label, text in lines for token in (label, *text, LINE)]

    def labels(
        self, name: str, query: str, passages: list[dict], answer: str, labels: list[str], more: dict | None = None
    ) -> dict:
        """Returns the logits of the labels after the prompt."""
        lines, end = self.lines(name, query, passages), self.words.answers[answer]
        rows = torch.tensor([self.words.only(label) for label in labels])
        logits = self.model.logits(self.run(lines, [end]).states[0, -1], rows)
        about = {
            "prompt": name,
            "query": query,
            "passages": passages,
            "ids": [*self.ids(lines), end],
            "labels": labels,
            **(more or {}),
        }
        return {**about, "logits": [round(logit, 6) for logit in logits.tolist()]}

    def likelihood(self, query: str, passage: dict) -> dict:
        """Returns the log-probability of the query after a passage."""
        lines, target = [(self.words.passage, self.pieces(passage))], self.reader.pieces(query)
        states = self.run(lines, [], (self.words.query, target)).states[0, -len(target) - 1 : -1]
        logs = self.model.logits(states).log_softmax(-1).gather(1, torch.tensor(target)[:, None])
        ids = [*self.ids(lines), self.words.query, *target]
        return {
            "prompt": "query-likelihood",
            "query": query,
            "passages": [passage],
            "ids": ids,
            "tokens": len(target),
            "total": round(logs.sum().item(), 6),
        }

    def written(
        self, name: str, query: str, passages: list[dict], answer: str, scores: list[int] | None = None, limit: int = 24
    ) -> dict:
        """Returns the text that the model writes."""
        lines, written = self.lines(name, query, passages, scores), [self.words.answers[answer]]
        while len(written) <= limit:
            token = self.model.logits(self.run(lines, written).states[0, -1]).argmax().item()
            if token == SEP:
                break
            written.append(token)
        about = {
            "prompt": name,
            "query": query,
            "passages": passages,
            "ids": [*self.ids(lines), written[0]],
            "limit": limit,
        }
        return {
            **about,
            **({"scores": scores} if scores else {}),
            "tokens": len(written) - 1,
            "text": self.words.tokenizer.decode(written[1:]),
        }

    def in_context(self, query: str, passages: list[dict]) -> dict:
        """Returns the attention that each token of each passage gets from the tokens after the passages."""
        lines = self.lines("in-context", query, passages)
        start = sum(len(text) + 2 for _, text in lines[:-1])
        read = self.run(lines, [])
        mass = (
            attention_from(read, [slice(start, start + 2 + len(lines[-1][1]))], read.shares[0].shape[-1])[0]
            * self.model.shape.readers
        )
        offset, masses = 0, []
        for _, text in lines[:-1]:
            masses.append([round(value, 6) for value in mass[offset + 1 : offset + 1 + len(text)].tolist()])
            offset += len(text) + 2
        return {"prompt": "in-context", "query": query, "passages": passages, "ids": self.ids(lines), "masses": masses}

    def weights(self, query: str, passage: dict) -> dict:
        """Returns the largest weight of each distinct token of the passage."""
        pieces = self.pieces(passage)
        values = self.model.term_weights(self.reader.of_ids(pieces).states)[1:-1].tolist()
        largest: dict[str, float] = {}
        for piece, value in zip(pieces, values):
            largest[str(piece)] = max(largest.get(str(piece), 0.0), round(value, 6))
        return {
            "prompt": "term-weights",
            "query": query,
            "passages": [passage],
            "ids": [self.words.passage, *pieces, LINE],
            "weights": largest,
        }


if __name__ == "__main__":
    main()
