"""What is wanted of a model, and what is made of it."""

from dataclasses import dataclass
from pathlib import Path

import onnx
import torch

from ..graphs.nbits_graph import in_bits
from ..quantization.as_stored import as_stored
from ..quantization.nbits import evenly


@dataclass(frozen=True)
class Request:
    """What is wanted of a model; all but `name`, `bits` and `licence` is for causal ones."""

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
    """What is particular of a kind of model, and the golden logits by PyTorch and by the graph."""

    card: dict
    expected: list[float]
    got: list[float]
    batching: str = "rows"


def stored(model: torch.nn.Module, bits: int) -> torch.nn.Module:
    if bits < 32:
        as_stored(model, evenly(bits))
    return model.eval()


def compress(path: Path, bits: int) -> None:
    if bits < 32:
        onnx.save(in_bits(onnx.load(path), evenly(bits)), path)
