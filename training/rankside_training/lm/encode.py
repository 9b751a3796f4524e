"""Encodes the texts of the training pairs once: `python -m rankside_training.lm.encode`.

The plain blocks are not trained, so what they make of a line is computed before training. Beside it: what `base` itself, whose last two layers
follow, says of each text, which is what the language model learns from.
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.multiprocessing import spawn
from torch.nn.functional import normalize, softplus

from ..data.prepared import Prepared
from ..export.stored import read_model
from ..network.batches import batches
from ..network.reference import Reference, ignore
from ..quantization.as_stored import as_stored
from ..settings import MODELS, WORK
from .bits import bits_of
from .network import SmallLm
from .start import started

LIMIT = 96  # tokens of a text
BUDGET = 2048  # tokens a batch, padding included
FILES = {
    "states": (np.float16, 384),
    "ahead": (np.float16, 384),
    "tokens": (np.int8, 128),
    "weights": (np.float32, 1),
    "pooled": (np.float32, 384),
}


def main() -> None:
    parser = argparse.ArgumentParser(description="Encode the language model's training texts")
    parser.add_argument("--work", type=Path, default=WORK, help="what `prepare` wrote")
    parser.add_argument("--items", type=int, default=8000, help="training pairs")
    parser.add_argument("--negatives", type=int, default=3, help="of each")
    parser.add_argument("--processes", type=int, default=2, help="one thread each")
    options = parser.parse_args()
    prepared = Prepared(options.work)
    texts = wanted(prepared, options.items, options.negatives)
    folder = options.work / "lm"
    folder.mkdir(exist_ok=True)
    (folder / "texts.json").write_text(
        json.dumps({"texts": texts, "items": options.items, "negatives": options.negatives})
    )
    tokens = int(prepared.lengths(LIMIT)[texts].sum())
    for name, (dtype, width) in FILES.items():
        np.lib.format.open_memmap(
            folder / f"{name}.npy", mode="w+", dtype=dtype, shape=(len(texts) if name == "pooled" else tokens, width)
        )
    spawn(encode, (options.work, texts, options.processes), nprocs=options.processes)


def wanted(prepared: Prepared, items: int, negatives: int) -> list[int]:
    """Texts by place, each once: of the first training pairs, and of the queries that the curve looks at."""
    training = [
        place
        for item in prepared.training[:items]
        for place in (item["query"], item["positive"], *item["negatives"][:negatives])
    ]
    judged = [place for item in prepared.first(10) for place in (item["query"], *item["candidates"][:20])]
    return list(dict.fromkeys(judged + training))


def plain_model() -> SmallLm:
    """With the plain blocks as they will be stored."""
    model = started(read_model(MODELS / "base"))
    as_stored(model, bits_of)
    return model


@torch.inference_mode()
def encode(part: int, work: Path, texts: list[int], parts: int) -> None:
    """Every `parts`-th batch."""
    torch.set_num_threads(1)
    prepared, model, base = Prepared(work), plain_model(), read_model(MODELS / "base")
    reference = Reference(base.config, base.fp32)
    files = {name: np.load(work / "lm" / f"{name}.npy", mmap_mode="r+") for name in FILES}
    lengths = prepared.lengths(LIMIT)[texts]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    began, done = time.monotonic(), 0
    for count, group in enumerate(batches(lengths.tolist(), BUDGET)[part::parts]):
        ids, mask = prepared.batch([texts[at] for at in group], LIMIT)
        found = vectors(model, reference, ids, mask.bool())
        for row, at in enumerate(group):
            span, size = slice(starts[at], starts[at + 1]), int(lengths[at])
            for name in ("states", "tokens", "weights"):
                files[name][span] = found[name][row, :size].numpy()
            files["pooled"][at] = normalize(found["last"][row, :size].mean(0), dim=0).numpy()
        asked = [row for row, at in enumerate(group) if prepared.query[texts[at]]]
        if asked:
            forwards = model.encoded(
                ids[asked],
                places_of(ids[asked]),
                torch.ones(ids.shape[1], ids.shape[1]).tril().bool().expand(len(asked), -1, -1),
            )
            for row, states in zip(asked, forwards):
                at = group[row]
                files["ahead"][starts[at] : starts[at + 1]] = states[: lengths[at]].numpy()
        done += len(group)
        if count % 20 == 0:
            print(f"part {part}: {done} texts, {done / (time.monotonic() - began):.0f} a second", flush=True)


def places_of(ids: Tensor) -> Tensor:
    return torch.arange(ids.shape[1]).expand_as(ids)


def vectors(model: SmallLm, reference, ids: Tensor, mask: Tensor) -> dict[str, Tensor]:
    """States after the plain blocks, and what the last exit of `base` makes of them: (rows, tokens, …)."""
    states = model.encoded(ids, places_of(ids), mask[:, None, :].expand(-1, ids.shape[1], -1))
    last, weights, depth = states, reference.weights, reference.config.layers
    for layer in range(model.shape.plain, depth):
        last = reference.layer(last, mask, f"layers.{layer}", ignore)
    tokens = normalize(last @ weights[f"exits.{depth}.project"], dim=-1)
    largest = tokens.abs().amax(-1, keepdim=True) / 127
    weigh = softplus(last @ weights[f"exits.{depth}.weigh"] + weights[f"exits.{depth}.weigh.bias"])
    return {
        "states": states.half(),
        "tokens": (tokens / largest).round().to(torch.int8),
        "weights": weigh,
        "last": last,
    }


@dataclass(frozen=True)
class Line:
    """A text: (tokens, hidden) states with [CLS] and [SEP], and its token ids likewise."""

    ids: np.ndarray
    states: Tensor


class Encoded:
    """The encoded texts as training asks for them."""

    def __init__(self, work: Path, prepared: Prepared):
        about = json.loads((work / "lm" / "texts.json").read_text())
        self.prepared, self.items, self.negatives = prepared, about["items"], about["negatives"]
        self.places = {text: at for at, text in enumerate(about["texts"])}
        self.lengths = prepared.lengths(LIMIT)[about["texts"]]
        self.starts = np.concatenate([[0], np.cumsum(self.lengths)])
        self.files = {name: np.load(work / "lm" / f"{name}.npy", mmap_mode="r") for name in FILES}

    def line(self, text: int, limit: int, ahead: bool = False) -> Line:
        """At most `limit` tokens of the text between [CLS] and [SEP]. `ahead`: read forwards alone, without [SEP]."""
        at = self.places[text]
        start, size = self.starts[at], self.lengths[at]
        kept = (
            np.arange(min(size - 1, limit + 1)) if ahead else np.append(np.arange(min(size - 1, limit + 1)), size - 1)
        )
        states = self.files["ahead" if ahead else "states"][start + kept]
        return Line(self.prepared.row(text, LIMIT)[kept], torch.from_numpy(states.astype(np.float32)))

    def scores(self, queries: list[int], passages: list[int]) -> tuple[Tensor, Tensor]:
        """Of `base`: its logits, and the cosines alone: (queries, passages) each."""
        cosine = self.pooled(queries) @ self.pooled(passages).T
        best = torch.stack([self.maxsim(query, passages) for query in queries])
        return 0.25 * cosine + 0.75 * best, cosine

    def pooled(self, texts: list[int]) -> Tensor:
        return torch.from_numpy(self.files["pooled"][[self.places[text] for text in texts]])

    def maxsim(self, query: int, passages: list[int]) -> Tensor:
        own, at = self.unit(query), self.places[query]
        weights = torch.from_numpy(self.files["weights"][self.starts[at] : self.starts[at + 1], 0].copy())
        return torch.stack(
            [((own @ self.unit(passage).T).amax(1) * weights).sum() / weights.sum() for passage in passages]
        )

    def unit(self, text: int) -> Tensor:
        at = self.places[text]
        return normalize(
            torch.from_numpy(self.files["tokens"][self.starts[at] : self.starts[at + 1]].astype(np.float32)), dim=1
        )


if __name__ == "__main__":
    main()
