"""Gives a PyTorch model the numbers that its weight file stands for, so that golden pairs are computed with them."""

import torch

from .nbits import LEAST, Choice, pack


@torch.no_grad()
def as_stored(model: torch.nn.Module, choose: Choice) -> None:
    """Rounds the weights of all linear layers and embeddings in place, as `in_bits` stores them."""
    for module in model.modules():
        if not isinstance(module, (torch.nn.Linear, torch.nn.Embedding)) or module.weight.numel() < LEAST:
            continue
        if chosen := choose(tuple(module.weight.shape)):
            module.weight.copy_(torch.from_numpy(pack(module.weight.float().numpy(), *chosen).values))
