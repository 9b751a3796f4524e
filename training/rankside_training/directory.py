"""`encoder.json`: the encoder's architecture in numbers, and where each tensor lies in the shared weight file.

What our own kernel reads in place of an ONNX graph.
"""

import json
from pathlib import Path

from .settings import Late
from .store import WeightStore

UNUSED = ("input_scale", "input_zero")  # fixed activation scales: the kernel scales each row by itself


def directory(store: WeightStore, late: Late) -> dict:
    arrays = {name: array for name, array in store.arrays.items() if not name.endswith(UNUSED)}
    return {
        "format": 1,
        **architecture({name: array.shape for name, array in arrays.items()}, late),
        "data": store.location,
        "tensors": {
            name: {"dtype": array.dtype.name, "shape": list(array.shape), "offset": store.offsets[name]}
            for name, array in arrays.items()
        },
    }


def architecture(shapes: dict[str, tuple], late: Late) -> dict:
    """Sizes that the tensors' shapes imply, and those that they do not."""
    vocabulary, hidden = shapes["word"]
    return {
        "layers": late.layers,
        "heads": late.heads,
        "hidden": hidden,
        "inner": shapes["layers.0.up.weight"][1],
        "tokenDim": shapes["projection"][1],
        "positions": shapes["position"][0],
        "vocabulary": vocabulary,
        "epsilon": late.epsilon,
    }


def write_directory(folder: Path, store: WeightStore, late: Late) -> Path:
    """One tensor a line, so that a change can be read."""
    whole = directory(store, late)
    tensors = ",\n".join(f"    {json.dumps(name)}: {json.dumps(place)}" for name, place in whole.pop("tensors").items())
    head = json.dumps(whole, indent=2)[:-2]
    path = folder / "encoder.json"
    path.write_text(f'{head},\n  "tensors": {{\n{tensors}\n  }}\n}}\n')
    return path
