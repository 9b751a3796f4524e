"""Draws the training, validation and calibration pairs and tokenizes their texts: `python -m
rankside_training.data.prepare`.
"""

import argparse
import json
import random
from dataclasses import dataclass, field
from pathlib import Path

import bm25s
import numpy as np
import Stemmer

from ..network.checkpoint import read_checkpoint
from ..network.text import TextEncoder, passage_text
from ..settings import DATA, WORK
from .pool import HELD_OUT, Pool, lines
from .split import PAIRS, VALIDATION

LIMIT = 512  # tokens of a text that are kept, with control tokens
NEGATIVES = 4
HARDEST = 16  # negatives are drawn from this many of the hardest
NO_TITLE = 0.5  # share of pairs whose passages lose their title, which often contains the query's words
LONG = 0.08  # share of pairs whose passages are joined with the text that follows
VALIDATION_QUERIES, CANDIDATES = 40, 100
CALIBRATION_QUERIES, CALIBRATION_OTHERS = 15, 16
UNANSWERED = {"calibration": 5, "validation": 15}  # queries of other sources that are asked of each source
UNANSWERED_CANDIDATES = 20


@dataclass
class Texts:
    """The distinct texts, each with its index."""

    indices: dict[str, int] = field(default_factory=dict)

    def index(self, kind: str, text: str) -> int:
        """Returns the index of a text, and adds the text where it is new."""
        return self.indices.setdefault(f"{kind}\n{text}", len(self.indices))


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw and tokenize the training pairs")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with train/")
    parser.add_argument("--out", type=Path, default=WORK, help="folder that holds untrained/, for its tokenizer")
    options = parser.parse_args()
    pool, texts = Pool(options.data / "train"), Texts()
    training = [item for source in PAIRS for item in training_items(pool, source, texts)]
    random.Random(0).shuffle(training)
    validation = [item for source in VALIDATION for item in validation_items(pool, source, texts)]
    calibration = [item for source in PAIRS for item in calibration_items(pool, source, texts)]
    unanswered = {
        name: [item for source in sources for item in unanswered_items(pool, source, list(sources), name, texts)]
        for name, sources in (("calibration", PAIRS), ("validation", VALIDATION))
    }
    options.out.mkdir(parents=True, exist_ok=True)
    write_tokens(options.out / "texts.npz", texts, read_checkpoint(options.out / "untrained").texts)
    (options.out / "pairs.json").write_text(
        json.dumps(
            {"training": training, "validation": validation, "calibration": calibration, "unanswered": unanswered}
        )
    )
    print(f"{len(training)} training pairs, {len(validation)} validation queries, {len(texts.indices)} texts")


def training_items(pool: Pool, source: str, texts: Texts) -> list[dict]:
    """Returns {query, positive, negatives} as text indices, without the held-out tenth."""
    passages = {p["id"]: p for p in lines(pool.folder / "passages", source)}
    rows = [row for i, row in enumerate(lines(pool.folder / "pairs", source)) if i % HELD_OUT != 0 and row["neg"]]
    rng = random.Random(f"0/{source}/training")
    rng.shuffle(rows)
    items = []
    for row in rows[: PAIRS[source]]:
        drawn = rng.sample(row["neg"][:HARDEST], min(NEGATIVES, len(row["neg"])))
        titled, long = rng.random() >= NO_TITLE, rng.random() < LONG
        indices = [texts.index("passage", read(passages, i, titled, long)) for i in (row["pos"][0], *drawn)]
        items.append(
            {
                "source": source,
                "query": texts.index("query", row["q"]),
                "positive": indices[0],
                "negatives": indices[1:],
            }
        )
    return items


def read(passages: dict, name: str, titled: bool, long: bool) -> str:
    """Returns the text of a passage. `long` appends the passage that follows it, where that is from the same page."""
    passage = passages[name]
    text = passage["text"]
    if long:
        source, number = name.rsplit(":", 1)
        after = passages.get(f"{source}:{int(number) + 1}")
        text += " " + after["text"] if after and after["title"] == passage["title"] else ""
    return passage_text(passage["title"] if titled else "", text)


def validation_items(pool: Pool, source: str, texts: Texts) -> list[dict]:
    """Returns {query, candidates, bm25, relevant, positives}: BM25's best passages of the whole source, without the
    positives that BM25 misses.
    """
    rows = list(lines(pool.folder / "pairs", source))
    random.Random(f"0/{source}/validation").shuffle(rows)
    return [item for item, _ in ranked(pool, source, rows[:VALIDATION_QUERIES], texts, CANDIDATES)]


def calibration_items(pool: Pool, source: str, texts: Texts) -> list[dict]:
    """Returns the same for the held-out tenth of a training source, with all relevant candidates, a sample of the
    others, and the number of candidates that one of the sample stands for (`weight`).
    """
    rows = [row for i, row in enumerate(lines(pool.folder / "pairs", source)) if i % HELD_OUT == 0]
    rng = random.Random(f"0/{source}/calibration")
    rng.shuffle(rows)
    items = []
    for item, others in ranked(pool, source, rows[:CALIBRATION_QUERIES], texts, 0):
        if item["relevant"]:
            drawn = rng.sample(others, min(CALIBRATION_OTHERS, len(others)))
            item["candidates"] += [texts.index("passage", text) for text, _ in drawn]
            item["bm25"] += [score for _, score in drawn]
            item["relevant"] += [0] * len(drawn)
            items.append({**item, "weight": len(others) / max(len(drawn), 1)})
    return items


def unanswered_items(pool: Pool, source: str, sources: list[str], kind: str, texts: Texts) -> list[dict]:
    """Returns {query, candidates, bm25, relevant, positives} as `validation_items` does, for queries of the other
    `sources`: what BM25 finds in a collection that was not made for a question. Queries are of the held-out tenth.
    """
    rng = random.Random(f"0/{source}/unanswered")
    rows = []
    for other in rng.choices([name for name in sources if name != source], k=UNANSWERED[kind]):
        held_out = [row for i, row in enumerate(lines(pool.folder / "pairs", other)) if i % HELD_OUT == 0]
        rows.append({"q": rng.choice(held_out)["q"], "pos": []})
    return [item for item, _ in ranked(pool, source, rows, texts, UNANSWERED_CANDIDATES)]


def ranked(pool: Pool, source: str, rows: list[dict], texts: Texts, kept: int):
    """Yields for each row an item with the first `kept` and all relevant ones of BM25's 100 best passages, and the
    (text, score) of the others.
    """
    passages = list(lines(pool.folder / "passages", source))
    contents = [passage_text(p["title"], p["text"]) for p in passages]
    positions = {p["id"]: i for i, p in enumerate(passages)}
    stemmer = Stemmer.Stemmer("english")
    index = bm25s.BM25(k1=0.9, b=0.4)
    index.index(bm25s.tokenize(contents, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)
    for row in rows:
        tokens = bm25s.tokenize([row["q"]], stopwords="en", stemmer=stemmer, show_progress=False)
        found, scores = index.retrieve(tokens, k=min(CANDIDATES, len(passages)), show_progress=False)
        positives = {positions[i] for i in row["pos"]}
        pairs = list(zip(found[0].tolist(), [round(float(score), 4) for score in scores[0]]))
        chosen = [(i, score) for rank, (i, score) in enumerate(pairs) if rank < kept or i in positives]
        item = {
            "source": source,
            "query": texts.index("query", row["q"]),
            "candidates": [texts.index("passage", contents[i]) for i, _ in chosen],
            "bm25": [score for _, score in chosen],
            "relevant": [int(i in positives) for i, _ in chosen],
            "positives": len(positives),
        }
        yield item, [(contents[i], score) for i, score in pairs[kept:] if i not in positives]


def write_tokens(path: Path, texts: Texts, encoder: TextEncoder) -> None:
    """Writes `ids` (uint16, all texts one after another), `offsets` of each text, and which texts are queries."""
    kinds, contents = zip(*(key.split("\n", 1) for key in texts.indices))
    rows = [encoder.wrap(ids[: LIMIT - 2]) for ids in encoder.pieces(list(contents))]
    offsets = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    np.savez(
        path,
        ids=np.concatenate(rows).astype(np.uint16),
        offsets=offsets,
        query=np.array([kind == "query" for kind in kinds]),
    )
    print(f"{offsets[-1]} tokens, {np.diff(offsets).mean():.0f} a text")


if __name__ == "__main__":
    main()
