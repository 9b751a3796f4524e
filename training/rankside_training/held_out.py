"""Scores of held-out training pairs: what tuning and calibration look at."""

from dataclasses import dataclass

import numpy as np

from .checkpoint import Config, Exit
from .pool import Pair, Pool
from .scoring import as_passage, parts
from .text import TextEncoder


@dataclass(frozen=True)
class Scored:
    """One query's candidates: (candidates, 2) cosine and MaxSim by depth, and which of them answer it."""

    source: str
    parts: dict[int, np.ndarray]
    relevant: np.ndarray

    def logits(self, exit: Exit) -> np.ndarray:
        return self.parts[exit.depth] @ np.array([exit.cosine, exit.maxsim])


def score_held_out(encoder, texts: TextEncoder, config: Config, pool: Pool, sources, per_source: int) -> list[Scored]:
    """The first positive and all mined negatives of each pair; `encoder` is a Reference or an Exported."""
    return [row for source in sources for row in score_pairs(encoder, texts, config, pool.held_out(source, per_source))]


def score_pairs(encoder, texts: TextEncoder, config: Config, pairs: list[Pair]) -> list[Scored]:
    """Every distinct passage is encoded once."""
    candidates = [[pair.positives[0], *pair.negatives] for pair in pairs]
    distinct = sorted({text for row in candidates for text in row})
    passages = dict(zip(distinct, encoder.encode(texts.passages(distinct))))
    queries = encoder.encode([texts.query(pair.query) for pair in pairs])
    results = []
    for pair, query, row in zip(pairs, queries, candidates):
        found = {
            depth: np.array([parts(query[depth], as_passage(passages[text][depth], config.vector_bits)) for text in row])
            for depth in config.depths
        }
        results.append(Scored(pair.source, found, np.arange(len(row)) == 0))
    return results


def reciprocal_rank(scored: list[Scored], exit: Exit) -> float:
    """Mean over sources of the mean reciprocal rank of the positive."""
    by_source: dict[str, list[float]] = {}
    for row in scored:
        logits = row.logits(exit)
        rank = 1 + int((logits[~row.relevant] >= logits[row.relevant].max()).sum())
        by_source.setdefault(row.source, []).append(1 / rank)
    return float(np.mean([np.mean(ranks) for ranks in by_source.values()]))
