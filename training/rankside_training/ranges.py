"""What each matrix product of an encoder reads: the range of every input channel over a sample of texts."""

import torch

from .quantize import Range
from .reference import Reference
from .weights import PRODUCTS


def observe(reference: Reference, rows: list[list[int]]) -> dict[str, Range]:
    """Runs rows one at a time, so that padding is never seen."""
    seen: dict[str, list[torch.Tensor]] = {}
    hooks = []
    for i, layer in enumerate(reference.model.encoder.layer):
        for name, path in PRODUCTS:
            module = layer.get_submodule(path + (".query" if name == "qkv" else ""))
            hooks.append(module.register_forward_pre_hook(watcher(seen, f"layers.{i}.{name}")))
    for row in rows:
        reference.states([row])
    for hook in hooks:
        hook.remove()
    return {name: Range(low.numpy(), high.numpy()) for name, (low, high) in seen.items()}


def watcher(seen: dict, name: str):
    """A hook that widens the range under `name`; inputs are (1, tokens, in)."""

    def hook(_module, inputs):
        flat = inputs[0].flatten(0, -2)  # (tokens, in)
        low, high = flat.amin(dim=0), flat.amax(dim=0)
        if name in seen:
            low, high = torch.minimum(low, seen[name][0]), torch.maximum(high, seen[name][1])
        seen[name] = [low, high]

    return hook
