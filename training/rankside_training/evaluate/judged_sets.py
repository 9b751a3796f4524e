"""Evaluation sets in the layout of BEIR, with BM25's rankings."""

import csv
import gzip
import json
from dataclasses import dataclass
from pathlib import Path

from ..network.text import passage_text


@dataclass(frozen=True)
class JudgedSet:
    """Queries and passages by id, grades (`qrels`) by query and passage, and BM25's candidates by query."""

    queries: dict[str, str]
    passages: dict[str, str]
    qrels: dict[str, dict[str, int]]
    run: dict[str, list[str]]


def read_set(folder: Path, depth: int, queries: int | None = None) -> JudgedSet:
    """Reads the first `queries` judged queries and their `depth` best candidates, with only the passages among
    these.
    """
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
