"""A step's texts: a group of queries that are alike with their passages, as a table of all pairs and as short lists."""

import random
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ..prepared import Prepared
from .network import AWAY
from .wording import Words


@dataclass(frozen=True)
class Rows:
    """Padded token ids and places: (rows, longest)."""

    ids: Tensor
    places: Tensor
    lengths: list[int]

    @property
    def last(self) -> Tensor:
        """The last token of each row."""
        return torch.tensor(self.lengths) - 1


@dataclass(frozen=True)
class Group:
    """Places of texts: queries, their distinct passages, and which passage answers each query."""

    queries: list[int]
    passages: list[int]
    positive: list[int]


def padded(rows: list[list[int]], starts: list[int] | None = None) -> Rows:
    """`starts`: how many tokens stand before each row."""
    width = max(map(len, rows))
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    places = torch.full_like(ids, AWAY)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = torch.tensor(row)
        places[at, : len(row)] = torch.arange(len(row)) + (starts[at] if starts else 0)
    return Rows(ids, places, [len(row) for row in rows])


class Texts:
    """Pieces of prepared texts, without control tokens."""

    def __init__(self, prepared: Prepared):
        self.prepared = prepared

    def __call__(self, text: int, limit: int) -> list[int]:
        start, end = self.prepared.offsets[text] + 1, self.prepared.offsets[text + 1] - 1
        return self.prepared.ids[start : min(end, start + limit)].astype(np.int64).tolist()


def groups(items: list[dict], pooled: np.ndarray, size: int, negatives: int, seed: int):
    """Groups without end: a query drawn at random and those nearest to it that were not asked in this round. `pooled`: unit vectors of texts."""
    rng = random.Random(seed)
    vectors = pooled[[item["query"] for item in items]].astype(np.float32)  # (items, hidden)
    while True:
        left = np.ones(len(items), bool)
        while left.sum() >= size:
            first = rng.choice(np.flatnonzero(left).tolist())
            near = np.where(left, vectors @ vectors[first], -2)
            chosen = np.argpartition(-near, size)[:size] if left.sum() > size else np.flatnonzero(left)
            left[chosen] = False
            yield group_of([items[at] for at in chosen], negatives, rng)


def group_of(items: list[dict], negatives: int, rng: random.Random) -> Group:
    wanted = [(item["positive"], *rng.sample(item["negatives"], min(negatives, len(item["negatives"])))) for item in items]
    passages = list(dict.fromkeys(place for row in wanted for place in row))
    return Group([item["query"] for item in items], passages, [passages.index(item["positive"]) for item in items])


def short_lists(group: Group, count: int, rng: random.Random, least: int = 2, most: int = 5) -> list[list[int]]:
    """Passages of the group by number, each list with the answer of a few queries, in any order."""
    lists = []
    for _ in range(count):
        size = rng.randint(least, most)
        some = rng.sample(list(dict.fromkeys(group.positive)), min(len(set(group.positive)), rng.randint(1, size)))
        rest = [at for at in range(len(group.passages)) if at not in some]
        chosen = some + rng.sample(rest, min(size - len(some), len(rest)))
        rng.shuffle(chosen)
        lists.append(chosen)
    return lists


def table_rows(group: Group, texts: Texts, words: Words, limit: int) -> tuple[Rows, Rows]:
    """Every passage, and after it every query: (passages) and (passages · queries) rows, the queries of a passage together."""
    first = [words.one(texts(place, limit)) for place in group.passages]
    asked = [words.asked(texts(place, 64), words.relevant) for place in group.queries]
    return padded(first), padded(asked * len(first), [len(row) for row in first for _ in asked])
