"""The weight file as it is stored: tensors one after another, some of them in four bits, and the location of each."""

from pathlib import Path

import numpy as np

from .quantize import GROUP, FourBit

ALIGNMENT = 64  # bytes


class WeightStore:
    """Collects tensors, in the order in which the expanded file will hold them."""

    def __init__(self, location: str = "weights.bin"):
        self.location = location
        self.data = bytearray()
        self.tensors: dict[str, dict] = {}  # as in `encoder.json`

    def add(self, name: str, array: np.ndarray) -> None:
        """Adds an int8 or float32 array as it is."""
        self.claim(name, {"dtype": array.dtype.name, "shape": list(array.shape), "offset": self.append(array)})

    def add_int4(self, name: str, four: FourBit, axis: int) -> None:
        """Adds a tensor in four bits. Groups lie along `axis` of the tensor: 1 for a table, and 0 for a matrix (in,
        out), which is stored column by column.
        """
        rows, width = four.packed.shape[0], 2 * four.packed.shape[1]
        location = {
            "dtype": "int4",
            "shape": [rows, width] if axis == 1 else [width, rows],
            "offset": self.append(four.packed),
        }
        self.claim(name, {**location, "groups": {"axis": axis, "size": GROUP, "offset": self.append(four.scales)}})

    def claim(self, name: str, location: dict) -> None:
        """Records the location of a tensor. Raises ValueError where the name is taken."""
        if name in self.tensors:
            raise ValueError(f"Expected a new tensor name, got `{name}` twice")
        self.tensors[name] = location

    def append(self, array: np.ndarray) -> int:
        """Appends the bytes of an array and returns their offset."""
        offset = len(self.data)
        self.data += np.ascontiguousarray(array).tobytes()
        self.data += bytes(-len(self.data) % ALIGNMENT)
        return offset

    def write(self, folder: Path) -> Path:
        """Writes the file into a folder and returns its path."""
        path = folder / self.location
        path.write_bytes(self.data)
        return path
