"""The weight file in the form that is run: every matrix and table in int8 with its scales, all other tensors in fp32.

src/models/files/expand.ts makes the same bytes of the stored file. Four-bit tables become int8 with a scale for each
row (`word` and `word.scale`), and four-bit matrices int8 with a scale for each output column (`layers.0.up.weight` and
`layers.0.up.scale`). Graphs refer to offsets in this layout.
"""

from dataclasses import dataclass

import numpy as np

from .quantize import GROUP, FourBit, widened
from .store import ALIGNMENT


@dataclass(frozen=True)
class Expanded:
    """The arrays by name in the order of the file, the offset of each, and the bytes of the file."""

    path: str
    arrays: dict[str, np.ndarray]
    offsets: dict[str, int]
    data: bytes


def expand(tensors: dict[str, dict], stored: bytes, path: str) -> Expanded:
    """Expands a stored file. `tensors` are the locations of `encoder.json`, in their order."""
    arrays: dict[str, np.ndarray] = {}
    for name, location in tensors.items():
        if location["dtype"] == "int4":
            arrays[name], arrays[scale_name(name)] = from_int4(location, stored)
        else:
            arrays[name] = read(stored, location["offset"], location["dtype"], location["shape"])
    offsets, data = {}, bytearray()
    for name, array in arrays.items():
        offsets[name] = len(data)
        data += array.tobytes()
        data += bytes(-len(data) % ALIGNMENT)
    return Expanded(path, arrays, offsets, bytes(data))


def from_int4(location: dict, stored: bytes) -> tuple[np.ndarray, np.ndarray]:
    """Returns int8 values in the shape of the tensor, and their scales: (rows, 1) of a table, (out,) of a matrix."""
    axis, width = location["groups"]["axis"], location["shape"][location["groups"]["axis"]]
    rows = location["shape"][1 - axis]
    packed = read(stored, location["offset"], "uint8", [rows, width // 2])
    scales = read(stored, location["groups"]["offset"], "float16", [rows, -(-width // GROUP)])
    array, scale = widened(FourBit(packed, scales))
    return (array, scale) if axis == 1 else (np.ascontiguousarray(array.T), scale[:, 0])


def scale_name(name: str) -> str:
    """Returns the name of the scales of a tensor."""
    return f"{name.removesuffix('.weight')}.scale"


def read(stored: bytes, offset: int, dtype: str, shape: list[int]) -> np.ndarray:
    """Reads an array from the stored bytes."""
    return np.frombuffer(stored, dtype, int(np.prod(shape)), offset).reshape(shape)


def dequantized(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Returns the fp32 tensors that the stored ones stand for, under the names of `read_weights`, with smoothing
    undone.
    """
    weights = {}
    for name, array in arrays.items():
        stem = name.removesuffix(".weight")
        if array.dtype == np.int8:
            unsmooth = arrays.get(f"{stem}.unsmooth")
            scaled = array.astype(np.float32) * arrays[f"{stem}.scale"]
            weights[name] = scaled if unsmooth is None else scaled * unsmooth[:, None]
        elif not name.endswith(".unsmooth"):
            weights[name] = array
    return weights
