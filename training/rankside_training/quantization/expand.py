"""The weight file as it is run: everything in int8 with its scales, or fp32. What the loader makes of the stored file, byte for byte.

Four-bit tables become int8 with a scale a row (`word` and `word.scale`), four-bit matrices int8 with a scale an output column
(`layers.0.up.weight` and `layers.0.up.scale`). Graphs point into this layout.
"""

from dataclasses import dataclass

import numpy as np

from .quantize import GROUP, FourBit, widened
from .store import ALIGNMENT

BYTES = {"int8": 1, "float32": 4}


@dataclass(frozen=True)
class Expanded:
    """Arrays by name in the order of the file, where each starts, and the file's bytes."""

    location: str
    arrays: dict[str, np.ndarray]
    offsets: dict[str, int]
    data: bytes


def expand(tensors: dict[str, dict], stored: bytes, location: str) -> Expanded:
    """`tensors` are the places of `encoder.json`, in their order."""
    arrays: dict[str, np.ndarray] = {}
    for name, place in tensors.items():
        if place["dtype"] == "int4":
            arrays[name], arrays[scale_name(name)] = from_int4(place, stored)
        else:
            arrays[name] = read(stored, place["offset"], place["dtype"], place["shape"])
    offsets, data = {}, bytearray()
    for name, array in arrays.items():
        offsets[name] = len(data)
        data += array.tobytes()
        data += bytes(-len(data) % ALIGNMENT)
    return Expanded(location, arrays, offsets, bytes(data))


def from_int4(place: dict, stored: bytes) -> tuple[np.ndarray, np.ndarray]:
    """int8 in the tensor's shape, and its scales: (rows, 1) of a table, (out,) of a matrix."""
    axis, width = place["groups"]["axis"], place["shape"][place["groups"]["axis"]]
    rows = place["shape"][1 - axis]
    packed = read(stored, place["offset"], "uint8", [rows, width // 2])
    scales = read(stored, place["groups"]["offset"], "float16", [rows, -(-width // GROUP)])
    array, scale = widened(FourBit(packed, scales))
    return (array, scale) if axis == 1 else (np.ascontiguousarray(array.T), scale[:, 0])


def scale_name(name: str) -> str:
    return f"{name.removesuffix('.weight')}.scale"


def read(stored: bytes, offset: int, dtype: str, shape: list[int]) -> np.ndarray:
    return np.frombuffer(stored, dtype, int(np.prod(shape)), offset).reshape(shape)


def dequantized(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """fp32 tensors under the names of `read_weights`, smoothing undone: what the stored weights stand for."""
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
