"""What a tailored model should be, and what was made."""

from dataclasses import dataclass
from pathlib import Path

import onnx
import torch

from ..graphs.nbits_graph import in_bits
from ..quantization.as_stored import as_stored
from ..quantization.nbits import evenly


@dataclass(frozen=True)
class Request:
    """What a tailored model should be. Fields other than `name`, `bits` and `licence` apply to causal models only."""

    name: str
    method: str = "yes-no"
    answers: tuple[str, str] = ("yes", "no")
    heads: tuple[tuple[int, int], ...] = ()  # (layer, head)
    prompt: dict | None = None
    bits: int = 8
    prompt_limit: int = 2048
    licence: str = "unknown"


@dataclass(frozen=True)
class Made:
    """The part of the card that depends on the architecture, and the golden logits of PyTorch and of the graph."""

    card: dict
    expected: list[float]
    got: list[float]
    batching: str = "rows"


def stored(model: torch.nn.Module, bits: int) -> torch.nn.Module:
    """Rounds the weights of a model to the given bits."""
    if bits < 32:
        as_stored(model, evenly(bits))
    return model.eval()


def compress(path: Path, bits: int) -> None:
    """Stores the weights of a graph in the given bits."""
    if bits < 32:
        onnx.save(in_bits(onnx.load(path), evenly(bits)), path)
