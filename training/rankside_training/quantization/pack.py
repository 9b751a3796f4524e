"""Fills the weight file of a late-interaction model."""

from fnmatch import fnmatch

import numpy as np

from ..network.names import TABLES, layer_names
from .quantize import Input, Quantization, Range, input_of, quantize_groups, quantize_rows, smoothing
from .store import WeightStore


def pack(
    weights: dict[str, np.ndarray], layers: int, seen: dict[str, Range], quantization: Quantization
) -> tuple[WeightStore, dict[str, Input]]:
    """Returns the weight file, with tables and products in eight or four bits and all other tensors in fp32, and the
    fixed scale of the input of each product.
    """
    expect_known(quantization.int4, [*TABLES, *layer_names(layers)])
    store, inputs, rest = WeightStore(), {}, dict(weights)
    for name in TABLES:
        add_table(store, name, rest.pop(name), in_four(name, quantization))
    for name in layer_names(layers):
        smooth = smoothing(seen[name], quantization.smoothing)  # (in,)
        weight = rest.pop(f"{name}.weight") * smooth[:, None]
        add_matrix(store, name, weight, in_four(name, quantization))
        if (smooth != 1).any():
            store.add(f"{name}.unsmooth", 1 / smooth)
        inputs[name] = input_of(seen[name], smooth)
    for name, array in rest.items():
        store.add(name, array.astype(np.float32))
    return store, inputs


def in_four(name: str, quantization: Quantization) -> bool:
    """Returns whether a tensor is kept in four bits."""
    return any(fnmatch(name, pattern) for pattern in quantization.int4)


def expect_known(patterns: tuple[str, ...], names: list[str]) -> None:
    """Raises ValueError where a pattern matches none of the names."""
    for pattern in patterns:
        if not any(fnmatch(name, pattern) for name in names):
            raise ValueError(f"Expected a pattern of tables and products such as word or layers.*.up, got `{pattern}`")


def add_table(store: WeightStore, name: str, table: np.ndarray, four: bool) -> None:
    """Adds a table, quantized row by row."""
    if four:
        store.add_int4(name, quantize_groups(table), axis=1)
        return
    rows, scale = quantize_rows(table)
    store.add(name, rows)
    store.add(f"{name}.scale", scale)


def add_matrix(store: WeightStore, name: str, weight: np.ndarray, four: bool) -> None:
    """Adds a float32 matrix (in, out), quantized column by column."""
    if four:
        store.add_int4(f"{name}.weight", quantize_groups(weight.T), axis=0)
        return
    columns, scale = quantize_rows(weight.T)
    store.add(f"{name}.weight", np.ascontiguousarray(columns.T))
    store.add(f"{name}.scale", scale[:, 0])
