"""Reads what `prepare` wrote: the token ids of every text, and the pairs that name the texts by index."""

import json
from pathlib import Path

import numpy as np
import torch


class Prepared:
    """The texts by index. `training`, `validation` and `calibration` are lists of items as `prepare` describes them.
    `unanswered` has the lists without an answer that belong to the last two, by their names.
    """

    def __init__(self, work: Path):
        arrays = np.load(work / "texts.npz")
        self.ids, self.offsets, self.query = arrays["ids"], arrays["offsets"], arrays["query"]
        pairs = json.loads((work / "pairs.json").read_text())
        self.training: list[dict] = pairs["training"]
        self.validation: list[dict] = pairs["validation"]
        self.calibration: list[dict] = pairs["calibration"]
        self.unanswered: dict[str, list[dict]] = pairs["unanswered"]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def first(self, queries: int) -> list[dict]:
        """Returns the first `queries` validation items of each source."""
        return [
            item for item, position in zip(self.validation, positions_in_source(self.validation)) if position < queries
        ]

    def lengths(self, limit: int) -> np.ndarray:
        """Returns the number of tokens of each text, cut at `limit`."""
        return np.minimum(np.diff(self.offsets), limit)

    def row(self, text: int, limit: int) -> np.ndarray:
        """Returns a text's ids. A text that is cut keeps its last control token."""
        start, end = self.offsets[text], self.offsets[text + 1]
        ids = self.ids[start : min(end, start + limit)].astype(np.int64)
        ids[-1] = self.ids[end - 1]
        return ids

    def batch(self, texts: list[int], limit: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Returns padded ids and the mask: (texts, longest) each."""
        rows = [self.row(text, limit) for text in texts]
        ids = torch.zeros(len(rows), max(map(len, rows)), dtype=torch.long)
        mask = torch.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, : len(row)], mask[i, : len(row)] = torch.from_numpy(row), 1
        return ids, mask


def positions_in_source(items: list[dict]) -> list[int]:
    """Returns the position of each item among the items of its source."""
    seen: dict[str, int] = {}
    found = []
    for item in items:
        found.append(seen.get(item["source"], 0))
        seen[item["source"]] = found[-1] + 1
    return found
