"""Measures of a ranking against grades of relevance."""

from math import log2


def ndcg(ranking: list[str], grades: dict[str, int], cutoff: int = 10) -> float:
    """Linear gain over every judged passage (Järvelin and Kekäläinen, 2002); 0 where nothing is relevant."""
    ideal = dcg(sorted(grades.values(), reverse=True)[:cutoff])
    return dcg([grades.get(passage, 0) for passage in ranking[:cutoff]]) / ideal if ideal else 0.0


def dcg(gains: list[int]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains))


def reciprocal_rank(ranking: list[str], grades: dict[str, int], min_grade: int, cutoff: int = 10) -> float:
    """1 / rank of the first passage of at least `min_grade` among the first `cutoff`, else 0."""
    places = (place for place, passage in enumerate(ranking[:cutoff]) if grades.get(passage, 0) >= min_grade)
    return 1 / (next(places, float("inf")) + 1)


def average_precision(ranking: list[str], grades: dict[str, int], min_grade: int) -> float:
    """Precision at each passage of at least `min_grade`, summed, over the number of those judged; 0 when there are none."""
    relevant = sum(grade >= min_grade for grade in grades.values())
    places = [place for place, passage in enumerate(ranking) if grades.get(passage, 0) >= min_grade]
    return sum((found + 1) / (place + 1) for found, place in enumerate(places)) / relevant if relevant else 0.0
