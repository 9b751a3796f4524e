"""Metrics of a ranking, given grades of relevance."""

from math import log2


def ndcg(ranking: list[str], grades: dict[str, int], cutoff: int = 10) -> float:
    """Returns nDCG with linear gain, relative to the best order of all judged passages (Järvelin and Kekäläinen, 2002),
    or 0 where none is relevant.
    """
    ideal = dcg(sorted(grades.values(), reverse=True)[:cutoff])
    return dcg([grades.get(passage, 0) for passage in ranking[:cutoff]]) / ideal if ideal else 0.0


def dcg(gains: list[int]) -> float:
    """Returns the discounted cumulative gain of gains in ranked order."""
    return sum(gain / log2(index + 2) for index, gain in enumerate(gains))


def reciprocal_rank(ranking: list[str], grades: dict[str, int], min_grade: int, cutoff: int = 10) -> float:
    """Returns 1 / rank of the first passage of at least `min_grade` among the first `cutoff`, or 0 where there
    is none.
    """
    indices = (index for index, passage in enumerate(ranking[:cutoff]) if grades.get(passage, 0) >= min_grade)
    return 1 / (next(indices, float("inf")) + 1)


def average_precision(ranking: list[str], grades: dict[str, int], min_grade: int) -> float:
    """Returns the sum of the precision at each passage of at least `min_grade` over the number of such passages that
    are judged, or 0 where there are none.
    """
    relevant = sum(grade >= min_grade for grade in grades.values())
    indices = [index for index, passage in enumerate(ranking) if grades.get(passage, 0) >= min_grade]
    return sum((found + 1) / (index + 1) for found, index in enumerate(indices)) / relevant if relevant else 0.0
