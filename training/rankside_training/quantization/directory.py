"""`encoder.json`: the sizes of the encoder, and the location of each tensor in the stored weight file.

The loader expands the file by it, and the kernel runs the encoder by it in place of an ONNX graph.
"""

import hashlib
import json
from pathlib import Path

from ..network.config import Config
from .expand import Expanded
from .store import WeightStore


def directory(store: WeightStore, expanded: Expanded, config: Config) -> dict:
    """Returns the content of `encoder.json`."""
    return {
        "format": 2,
        "layers": config.layers,
        "exits": config.depths,
        "heads": config.heads,
        "hidden": config.hidden,
        "inner": config.inner,
        "embedding": config.embedding,
        "tokenDim": config.token_dim,
        "positions": config.positions,
        "vocabulary": config.vocabulary,
        "epsilon": config.epsilon,
        "data": store.location,
        "expanded": {"bytes": len(expanded.data), "sha256": hashlib.sha256(expanded.data).hexdigest()},
        "tensors": store.tensors,
    }


def write_directory(folder: Path, content: dict) -> Path:
    """Writes one tensor on each line, so that differences between versions are readable."""
    tensors = ",\n".join(
        f"    {json.dumps(name)}: {json.dumps(location)}" for name, location in content["tensors"].items()
    )
    head = json.dumps({name: value for name, value in content.items() if name != "tensors"}, indent=2)[:-2]
    path = folder / "encoder.json"
    path.write_text(f'{head},\n  "tensors": {{\n{tensors}\n  }}\n}}\n')
    return path
