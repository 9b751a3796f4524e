"""Encodes the texts of the training pairs once: `python -m rankside_training.lm.encode`.

The plain blocks are not trained, so their output for a line is computed before training. The vectors of `base`, whose
last two layers follow these blocks, are stored beside it: the language model learns from them.
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
BUDGET = 2048  # tokens of a batch, with padding
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
    parser.add_argument("--negatives", type=int, default=3, help="negatives of each pair")
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
    """Returns the distinct text indices of the first training pairs, and of the queries that the curve is
    computed on.
    """
    training = [
        text
        for item in prepared.training[:items]
        for text in (item["query"], item["positive"], *item["negatives"][:negatives])
    ]
    judged = [text for item in prepared.first(10) for text in (item["query"], *item["candidates"][:20])]
    return list(dict.fromkeys(judged + training))


def plain_model() -> SmallLm:
    """Returns the model with the plain blocks as they will be stored."""
    model = started(read_model(MODELS / "base"))
    as_stored(model, bits_of)
    return model


@torch.inference_mode()
def encode(part: int, work: Path, texts: list[int], parts: int) -> None:
    """Encodes every `parts`-th batch, from batch `part`."""
    torch.set_num_threads(1)
    prepared, model, base = Prepared(work), plain_model(), read_model(MODELS / "base")
    reference = Reference(base.config, base.fp32)
    files = {name: np.load(work / "lm" / f"{name}.npy", mmap_mode="r+") for name in FILES}
    lengths = prepared.lengths(LIMIT)[texts]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    began, done = time.monotonic(), 0
    for count, group in enumerate(batches(lengths.tolist(), BUDGET)[part::parts]):
        ids, mask = prepared.batch([texts[index] for index in group], LIMIT)
        found = vectors(model, reference, ids, mask.bool())
        for row, index in enumerate(group):
            span, size = slice(starts[index], starts[index + 1]), int(lengths[index])
            for name in ("states", "tokens", "weights"):
                files[name][span] = found[name][row, :size].numpy()
            files["pooled"][index] = normalize(found["last"][row, :size].mean(0), dim=0).numpy()
        asked = [row for row, index in enumerate(group) if prepared.query[texts[index]]]
        if asked:
            forwards = model.encoded(
                ids[asked],
                positions_of(ids[asked]),
                torch.ones(ids.shape[1], ids.shape[1]).tril().bool().expand(len(asked), -1, -1),
            )
            for row, states in zip(asked, forwards):
                index = group[row]
                files["ahead"][starts[index] : starts[index + 1]] = states[: lengths[index]].numpy()
        done += len(group)
        if count % 20 == 0:
            print(f"part {part}: {done} texts, {done / (time.monotonic() - began):.0f} a second", flush=True)


def positions_of(ids: Tensor) -> Tensor:
    """Returns the position of each token: (rows, tokens)."""
    return torch.arange(ids.shape[1]).expand_as(ids)


def vectors(model: SmallLm, reference, ids: Tensor, mask: Tensor) -> dict[str, Tensor]:
    """Returns the states after the plain blocks, and the vectors of the last exit of `base`: (rows, tokens, …) each."""
    states = model.encoded(ids, positions_of(ids), mask[:, None, :].expand(-1, ids.shape[1], -1))
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
    """A text with [CLS] and [SEP]: its token ids, and its states (tokens, hidden)."""

    ids: np.ndarray
    states: Tensor


class Encoded:
    """The encoded texts, as training reads them."""

    def __init__(self, work: Path, prepared: Prepared):
        about = json.loads((work / "lm" / "texts.json").read_text())
        self.prepared, self.items, self.negatives = prepared, about["items"], about["negatives"]
        self.index_of = {text: index for index, text in enumerate(about["texts"])}
        self.lengths = prepared.lengths(LIMIT)[about["texts"]]
        self.starts = np.concatenate([[0], np.cumsum(self.lengths)])
        self.files = {name: np.load(work / "lm" / f"{name}.npy", mmap_mode="r") for name in FILES}

    def line(self, text: int, limit: int, causal: bool = False) -> Line:
        """Returns at most `limit` tokens of the text between [CLS] and [SEP]. With `causal`, the text was encoded with
        causal attention and has no [SEP].
        """
        index = self.index_of[text]
        start, size = self.starts[index], self.lengths[index]
        kept = (
            np.arange(min(size - 1, limit + 1)) if causal else np.append(np.arange(min(size - 1, limit + 1)), size - 1)
        )
        states = self.files["ahead" if causal else "states"][start + kept]
        return Line(self.prepared.row(text, LIMIT)[kept], torch.from_numpy(states.astype(np.float32)))

    def scores(self, queries: list[int], passages: list[int]) -> tuple[Tensor, Tensor]:
        """Returns the logits of `base` and the cosines of pooled vectors: (queries, passages) each."""
        cosine = self.pooled(queries) @ self.pooled(passages).T
        best = torch.stack([self.maxsim(query, passages) for query in queries])
        return 0.25 * cosine + 0.75 * best, cosine

    def pooled(self, texts: list[int]) -> Tensor:
        """Returns the pooled vectors of texts."""
        return torch.from_numpy(self.files["pooled"][[self.index_of[text] for text in texts]])

    def maxsim(self, query: int, passages: list[int]) -> Tensor:
        """Returns the MaxSim of a query with passages."""
        own, index = self.unit(query), self.index_of[query]
        weights = torch.from_numpy(self.files["weights"][self.starts[index] : self.starts[index + 1], 0].copy())
        return torch.stack(
            [((own @ self.unit(passage).T).amax(1) * weights).sum() / weights.sum() for passage in passages]
        )

    def unit(self, text: int) -> Tensor:
        """Returns the unit token vectors of a text."""
        index = self.index_of[text]
        return normalize(
            torch.from_numpy(self.files["tokens"][self.starts[index] : self.starts[index + 1]].astype(np.float32)),
            dim=1,
        )


if __name__ == "__main__":
    main()
