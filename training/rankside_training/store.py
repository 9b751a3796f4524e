"""One file of tensors that several ONNX graphs point into."""

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper

ALIGNMENT = 4096  # bytes: whole pages, so that a runtime may map a tensor where it lies


class WeightStore:
    """Collects named arrays and gives each graph the reference it needs."""

    def __init__(self, location: str = "weights.bin"):
        self.location = location
        self.arrays: dict[str, np.ndarray] = {}
        self.offsets: dict[str, int] = {}
        self.size = 0

    def add(self, name: str, array: np.ndarray) -> str:
        """Appends an array under a name of its own."""
        if name in self.arrays:
            raise ValueError(f"Expected a new tensor name, got `{name}` twice")
        self.arrays[name] = np.ascontiguousarray(array)
        self.offsets[name] = self.size
        self.size += -(-array.nbytes // self.alignment(array)) * self.alignment(array)
        self.size = -(-self.size // 64) * 64
        return name

    @staticmethod
    def alignment(array: np.ndarray) -> int:
        """Small tensors are packed to 64 bytes, so that padding does not outweigh them."""
        return ALIGNMENT if array.nbytes >= 16 * ALIGNMENT else 64

    def reference(self, name: str) -> TensorProto:
        """An initializer whose data is in the shared file."""
        array = self.arrays[name]
        tensor = TensorProto(name=name, dims=array.shape, data_type=helper.np_dtype_to_tensor_dtype(array.dtype))
        tensor.data_location = TensorProto.EXTERNAL
        place = {"location": self.location, "offset": self.offsets[name], "length": array.nbytes}
        for key, value in place.items():
            entry = tensor.external_data.add()
            entry.key, entry.value = key, str(value)
        return tensor

    def write(self, folder: Path) -> Path:
        """Writes the shared file."""
        data = bytearray(self.size)
        for name, array in self.arrays.items():
            start = self.offsets[name]
            data[start : start + array.nbytes] = array.tobytes()
        path = folder / self.location
        path.write_bytes(data)
        return path
