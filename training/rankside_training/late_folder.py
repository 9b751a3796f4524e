"""Writes the files of a late-interaction model: shared weights, graphs, tensor directory, tokenizer."""

from pathlib import Path

import numpy as np
import torch

from .card import template
from .directory import write_directory
from .encoder_graph import Kind, encoder_graph
from .pack import pack
from .quantize import Range
from .settings import Late
from .text import TextEncoder, stripped

# File of a graph: how it computes.
WASM, WASM_FP32, WEBGPU = Kind("int8", masked=False), Kind("fp32", masked=False), Kind("fp32", masked=True)


def write_files(
    folder: Path, late: Late, model: torch.nn.Module, texts: TextEncoder, seen: dict[str, Range],
    projection: np.ndarray, graphs: dict[str, Kind],
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    store = pack(model, late, seen, projection)
    for name, kind in graphs.items():
        encoder_graph(store, late, kind).save(folder / name)
    store.write(folder)
    write_directory(folder, store, late)
    (folder / "tokenizer.json").write_text(stripped(texts.tokenizer))


def late_card(late: Late) -> dict:
    """The part of the card that follows from the settings."""
    return {
        "method": "late-interaction",
        "abilities": ["embedTokens"],
        "languages": ["en"],
        "template": {
            "query": template(late.cls, late.sep, "query"),
            "passage": template(late.cls, late.sep, "passage"),
        },
        "limits": {"query": late.query_limit, "passage": late.passage_limit},
        "scoring": {"cosine": late.cosine, "maxsim": late.maxsim},
    }
