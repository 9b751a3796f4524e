"""The pool of training texts: pairs and passages by source, of which a tenth of the pairs is held out."""

import gzip
import json
import random
from dataclasses import dataclass
from pathlib import Path

from ..network.text import passage_text

HELD_OUT = 10  # one pair in ten is kept for tuning and calibration; the others may be trained on


@dataclass(frozen=True)
class Pair:
    """A query with the passages that answer it, and the best passages of BM25 that are not known to answer it."""

    source: str
    query: str
    positives: list[str]
    negatives: list[str]


class Pool:
    """Reads `<folder>/pairs/*.jsonl.gz` and `<folder>/passages/*.jsonl.gz`."""

    def __init__(self, folder: Path, seed: int = 0):
        self.folder = folder
        self.seed = seed
        self.sources = sorted(path.name.split(".")[0] for path in (folder / "pairs").glob("*.jsonl.gz"))

    def passages(self, source: str) -> dict[str, str]:
        """Returns the text of each passage of a source by id, title first."""
        return {p["id"]: passage_text(p["title"], p["text"]) for p in lines(self.folder / "passages", source)}

    def held_out(self, source: str, count: int) -> list[Pair]:
        """Returns at most `count` random pairs of the held-out tenth of a source."""
        rows = [row for i, row in enumerate(lines(self.folder / "pairs", source)) if i % HELD_OUT == 0 and row["neg"]]
        random.Random(f"{self.seed}/{source}").shuffle(rows)
        texts = self.passages(source)
        return [
            Pair(source, row["q"], [texts[i] for i in row["pos"]], [texts[i] for i in row["neg"]])
            for row in rows[:count]
        ]

    def sample(self, source: str, count: int) -> list[str]:
        """Returns `count` random passages of a source."""
        texts = sorted(self.passages(source).items())
        return [text for _, text in random.Random(f"{self.seed}/{source}/sample").sample(texts, min(count, len(texts)))]


def lines(folder: Path, source: str):
    """Yields the objects of `<folder>/<source>.jsonl.gz`."""
    with gzip.open(folder / f"{source}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)
