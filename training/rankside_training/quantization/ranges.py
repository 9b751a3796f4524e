"""The range of every input channel of the matrix products of an encoder, over a sample of texts."""

import torch

from ..network.reference import Reference
from .quantize import Range


def observe(reference: Reference, rows: list[list[int]]) -> dict[str, Range]:
    """Runs rows one at a time, without padding, and returns the ranges by the name of the product."""
    seen: dict[str, tuple[torch.Tensor, torch.Tensor]] = {}

    def watch(name: str, values: torch.Tensor) -> None:
        flat = values.flatten(0, -2)  # (tokens, in)
        low, high = flat.amin(dim=0), flat.amax(dim=0)
        if name in seen:
            low, high = torch.minimum(low, seen[name][0]), torch.maximum(high, seen[name][1])
        seen[name] = (low, high)

    for row in rows:
        reference.states([row], watch)
    return {name: Range(low.numpy(), high.numpy()) for name, (low, high) in seen.items()}
