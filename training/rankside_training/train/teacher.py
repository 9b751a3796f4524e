"""Encodes all prepared texts once with the untrained encoder: `python -m rankside_training.train.teacher`.

Students learn from its token vectors (principal components in 8 bits) and its pooled vectors.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch.multiprocessing import spawn

from ..data.prepared import Prepared
from ..network.batches import batches
from ..network.encoder import Vectors, load_untrained
from ..network.source import load_source
from ..settings import WORK

LIMIT = 256  # tokens of a text
BUDGET = 8192  # tokens of a batch, with padding


def main() -> None:
    parser = argparse.ArgumentParser(description="Encode the prepared texts with the untrained encoder")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--processes", type=int, default=2, help="one thread each")
    options = parser.parse_args()
    prepared = Prepared(options.work)
    components = load_untrained(options.work).exits["6"].project.weight.detach().numpy().T  # (384, token_dim)
    tokens = int(prepared.lengths(LIMIT).sum())
    for name, dtype, shape in layout(tokens, len(prepared), components.shape):
        np.lib.format.open_memmap(options.work / name, mode="w+", dtype=dtype, shape=shape)
    spawn(encode, (options.work, components, options.processes), nprocs=options.processes)


def layout(tokens: int, texts: int, shape: tuple[int, int]) -> list[tuple[str, type, tuple]]:
    """Returns the name, the type and the shape of each file."""
    hidden, dimensions = shape
    return [
        ("teacher.tokens.npy", np.int8, (tokens, dimensions)),
        ("teacher.scales.npy", np.float16, (tokens,)),
        ("teacher.pooled.npy", np.float16, (texts, hidden)),
    ]


@torch.inference_mode()
def encode(part: int, work: Path, components: np.ndarray, parts: int) -> None:
    """Encodes every `parts`-th batch, from batch `part`."""
    torch.set_num_threads(1)
    prepared = Prepared(work)
    model = load_source(None)[0].to(torch.bfloat16)
    projection = torch.from_numpy(components)
    tokens, scales, pooled = (
        np.load(work / f"teacher.{name}.npy", mmap_mode="r+") for name in ("tokens", "scales", "pooled")
    )
    lengths = prepared.lengths(LIMIT)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    groups = batches(lengths.tolist(), BUDGET)[part::parts]
    began, done = time.monotonic(), 0
    for count, group in enumerate(groups):
        ids, mask = prepared.batch(group, LIMIT)
        states = model(input_ids=ids, attention_mask=mask).last_hidden_state.float()  # (batch, tokens, hidden)
        for row, text in enumerate(group):
            own = states[row, : lengths[text]]
            vectors = torch.nn.functional.normalize(torch.nn.functional.normalize(own, dim=1) @ projection, dim=1)
            scale = vectors.abs().amax(dim=1, keepdim=True) / 127
            span = slice(starts[text], starts[text + 1])
            tokens[span] = (vectors / scale).round().to(torch.int8).numpy()
            scales[span] = scale[:, 0].numpy()
            pooled[text] = torch.nn.functional.normalize(own.mean(dim=0), dim=0).numpy()
        done += len(group)
        if count % 50 == 0:
            print(f"part {part}: {done} texts, {done / (time.monotonic() - began):.0f} a second", flush=True)


class Teacher:
    """The encoded texts, as training reads them."""

    def __init__(self, work: Path, prepared: Prepared):
        self.lengths = prepared.lengths(LIMIT)
        self.starts = np.concatenate([[0], np.cumsum(self.lengths)])
        self.tokens, self.pooled = (
            np.load(work / f"teacher.{name}.npy", mmap_mode="r") for name in ("tokens", "pooled")
        )

    def vectors(self, texts: list[int], limit: int) -> Vectors:
        """Returns the padded vectors of texts, with equal weight for all tokens."""
        sizes = np.minimum(self.lengths[texts], limit)
        tokens = torch.zeros(len(texts), int(sizes.max()), self.tokens.shape[1])
        mask = torch.zeros(tokens.shape[:2], dtype=torch.long)
        for row, (text, size) in enumerate(zip(texts, sizes)):
            own = self.tokens[self.starts[text] : self.starts[text] + size].astype(np.float32)
            tokens[row, :size], mask[row, :size] = torch.from_numpy(own), 1
        pooled = torch.from_numpy(self.pooled[texts].astype(np.float32))
        return Vectors(torch.nn.functional.normalize(tokens, dim=-1), mask.float(), mask, pooled)


if __name__ == "__main__":
    main()
