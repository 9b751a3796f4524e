"""The texts of a training step: a group of similar queries with their passages, for prompts about one passage and about
lists.
"""

import random
from dataclasses import dataclass

import numpy as np

from .wording import MOST, Words


@dataclass(frozen=True)
class Group:
    """The indices of texts: queries, their distinct passages, the passage that answers each query, and the passages
    that were mined for it.
    """

    queries: list[int]
    passages: list[int]
    positive: list[int]
    mined: list[list[int]]


def groups(items: list[dict], pooled: np.ndarray, size: int, negatives: int, seed: int):
    """Yields groups without end: a random query and those nearest to it that were not used in this round. `pooled`:
    unit vectors of the queries.
    """
    rng = random.Random(seed)
    while True:
        left = np.ones(len(items), bool)
        while left.sum() >= size:
            first = rng.choice(np.flatnonzero(left).tolist())
            near = np.where(left, pooled @ pooled[first], -2)
            chosen = np.argpartition(-near, size)[:size] if left.sum() > size else np.flatnonzero(left)
            left[chosen] = False
            yield group_of([items[index] for index in chosen], negatives)


def group_of(items: list[dict], negatives: int) -> Group:
    """Returns the group of some training items."""
    wanted = [(item["positive"], *item["negatives"][:negatives]) for item in items]
    passages = list(dict.fromkeys(text for row in wanted for text in row))
    index_of = {text: index for index, text in enumerate(passages)}
    return Group(
        [item["query"] for item in items],
        passages,
        [index_of[row[0]] for row in wanted],
        [[index_of[text] for text in row[1:]] for row in wanted],
    )


@dataclass(frozen=True)
class PassageList:
    """A list of the group's passages with one question about one query. `labels` are the tokens that name the
    passages.
    """

    query: int
    passages: list[int]
    labels: list[int]
    numbered: bool
    kind: str  # best, worst, order, scores
    limit: int  # tokens of a passage
    scored: bool = False  # whether each passage has its first-stage score beside it
    thought: bool = False  # whether the scores of all passages come before the order


KINDS = ("best",) * 10 + ("order",) * 6 + ("scores",) * 4
KINDS_WITH_WORST = KINDS + ("worst",) * 3


def draw_lists(
    group: Group, count: int, most_tokens: int, kinds: tuple[str, ...], rng: random.Random, words: Words
) -> list[PassageList]:
    """Draws lists of two to twenty passages in random order, with the answer and its mined negatives among them."""
    some = rng.sample(range(len(group.queries)), min(count, len(group.queries)))
    return [draw_list(group, query, rng.choice(kinds), most_tokens, rng, words) for query in some]


def draw_list(group: Group, query: int, kind: str, most_tokens: int, rng: random.Random, words: Words) -> PassageList:
    """Draws one list."""
    size = rng.choice((2, 2, 3, 4, 4, 4, 5, 6, 8, 10) if kind in ("best", "worst") else (3, 4, 5, 6, 8, 10))
    if rng.random() < 0.06:
        size = MOST
    own = [group.positive[query], *group.mined[query]]
    rng.shuffle(own)
    chosen = own[: max(1, min(size, len(own)) - (rng.random() < 0.3))]
    rest = [index for index in range(len(group.passages)) if index not in chosen]
    chosen += rng.sample(rest, min(size - len(chosen), len(rest)))
    rng.shuffle(chosen)
    numbered = kind in ("order", "scores") or rng.random() < 0.2
    names = words.numbers[1 : MOST + 1] if numbered else words.letters[:MOST]
    start = 0 if rng.random() < 0.7 else rng.randrange(len(names) - len(chosen) + 1)
    limit = rng.choice((most_tokens, most_tokens, most_tokens // 2)) if len(chosen) <= 10 else most_tokens // 2
    ordered = kind == "order"
    return PassageList(
        query,
        chosen,
        names[start : start + len(chosen)],
        numbered,
        kind,
        limit,
        scored=ordered and rng.random() < 0.3,
        thought=ordered and rng.random() < 0.15,
    )
