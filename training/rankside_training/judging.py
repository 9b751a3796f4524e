"""Evaluation sets in BEIR's layout, and nDCG."""

import csv
import gzip
import json
from dataclasses import dataclass
from math import log2
from pathlib import Path

from .text import passage_text


@dataclass(frozen=True)
class JudgedSet:
    """Texts and BM25's candidates by id; `qrels` are grades by query and passage."""

    queries: dict[str, str]
    passages: dict[str, str]
    qrels: dict[str, dict[str, int]]
    run: dict[str, list[str]]


def read_set(folder: Path, depth: int, queries: int | None = None) -> JudgedSet:
    """The first `queries` judged queries and their `depth` best candidates, with only the passages that occur there."""
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        passages = {p["_id"]: passage_text(p["title"], p["text"]) for p in map(json.loads, file)}
    texts = {q["_id"]: q["text"] for q in map(json.loads, (folder / "queries.jsonl").read_text().splitlines())}
    qrels: dict[str, dict[str, int]] = {}
    with open(folder / "qrels.tsv", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            qrels.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
    kept = [query for query in texts if query in qrels][:queries]
    run: dict[str, list[str]] = {query: [] for query in kept}
    for line in (folder / "run.bm25.trec").read_text().splitlines():
        query, _, passage, *_ = line.split()
        if query in run and len(run[query]) < depth:
            run[query].append(passage)
    used = {passage for row in run.values() for passage in row}
    return JudgedSet({q: texts[q] for q in kept}, {p: passages[p] for p in used}, {q: qrels[q] for q in kept}, run)


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
