"""A step's texts: a group of queries that are alike with their passages, asked about one by one and in lists."""

import random
from dataclasses import dataclass

import numpy as np

from .wording import MOST, Words


@dataclass(frozen=True)
class Group:
    """Places of texts: queries, their distinct passages, which passage answers each query, and which were mined for it."""

    queries: list[int]
    passages: list[int]
    positive: list[int]
    mined: list[list[int]]


def groups(items: list[dict], pooled: np.ndarray, size: int, negatives: int, seed: int):
    """Groups without end: a query drawn at random and those nearest to it that were not asked in this round. `pooled`: unit vectors of the queries."""
    rng = random.Random(seed)
    while True:
        left = np.ones(len(items), bool)
        while left.sum() >= size:
            first = rng.choice(np.flatnonzero(left).tolist())
            near = np.where(left, pooled @ pooled[first], -2)
            chosen = np.argpartition(-near, size)[:size] if left.sum() > size else np.flatnonzero(left)
            left[chosen] = False
            yield group_of([items[at] for at in chosen], negatives)


def group_of(items: list[dict], negatives: int) -> Group:
    wanted = [(item["positive"], *item["negatives"][:negatives]) for item in items]
    passages = list(dict.fromkeys(place for row in wanted for place in row))
    at = {place: number for number, place in enumerate(passages)}
    return Group(
        [item["query"] for item in items],
        passages,
        [at[row[0]] for row in wanted],
        [[at[place] for place in row[1:]] for row in wanted],
    )


@dataclass(frozen=True)
class Listed:
    """A list of the group's passages by number, asked one thing about one query. `labels`: what each is called, as tokens."""

    query: int
    passages: list[int]
    labels: list[int]
    numbered: bool
    kind: str  # best, worst, order, scores
    limit: int  # tokens of a passage
    scored: bool = False  # whether the first stage's score stands beside each
    thought: bool = False  # whether scores of all stand before the order


KINDS = ("best",) * 10 + ("order",) * 6 + ("scores",) * 4
LATER = KINDS + ("worst",) * 3


def listed(
    group: Group, count: int, most_tokens: int, kinds: tuple[str, ...], rng: random.Random, words: Words
) -> list[Listed]:
    """Lists of two to twenty, with the answer and what was mined beside it, in any order."""
    some = rng.sample(range(len(group.queries)), min(count, len(group.queries)))
    return [one_list(group, query, rng.choice(kinds), most_tokens, rng, words) for query in some]


def one_list(group: Group, query: int, kind: str, most_tokens: int, rng: random.Random, words: Words) -> Listed:
    size = rng.choice((2, 2, 3, 4, 4, 4, 5, 6, 8, 10) if kind in ("best", "worst") else (3, 4, 5, 6, 8, 10))
    if rng.random() < 0.06:
        size = MOST
    own = [group.positive[query], *group.mined[query]]
    rng.shuffle(own)
    chosen = own[: max(1, min(size, len(own)) - (rng.random() < 0.3))]
    rest = [at for at in range(len(group.passages)) if at not in chosen]
    chosen += rng.sample(rest, min(size - len(chosen), len(rest)))
    rng.shuffle(chosen)
    numbered = kind in ("order", "scores") or rng.random() < 0.2
    names = words.numbers[1 : MOST + 1] if numbered else words.letters[:MOST]
    start = 0 if rng.random() < 0.7 else rng.randrange(len(names) - len(chosen) + 1)
    limit = rng.choice((most_tokens, most_tokens, most_tokens // 2)) if len(chosen) <= 10 else most_tokens // 2
    ordered = kind == "order"
    return Listed(
        query,
        chosen,
        names[start : start + len(chosen)],
        numbered,
        kind,
        limit,
        scored=ordered and rng.random() < 0.3,
        thought=ordered and rng.random() < 0.15,
    )
