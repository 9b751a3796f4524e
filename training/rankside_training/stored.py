"""Reads tensors back from an exported folder."""

from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper


def stored_projection(folder: Path, graph: str = "wasm.onnx") -> np.ndarray:
    """The (hidden, token_dim) projection of token states."""
    model = onnx.load(folder / graph, load_external_data=True)
    tensor = next(t for t in model.graph.initializer if t.name == "projection")
    return numpy_helper.to_array(tensor).copy()
