"""Gives a PyTorch model the weights that its file will hold."""

import torch

from .nbits import LEAST, Choice, pack


@torch.no_grad()
def as_stored(model: torch.nn.Module, choose: Choice) -> None:
    """Gives the weights the numbers that the file will stand for: what golden pairs are computed with."""
    for module in model.modules():
        if isinstance(module, (torch.nn.Linear, torch.nn.Embedding)) and module.weight.numel() >= LEAST:
            if chosen := choose(tuple(module.weight.shape)):
                module.weight.copy_(torch.from_numpy(pack(module.weight.float().numpy(), *chosen).values))
