"""Fills the shared weight file of a late-interaction model."""

import numpy as np
import torch

from .quantize import Range, quantize_product, quantize_rows
from .settings import Late
from .store import WeightStore
from .weights import layer_names, read_weights


def pack(model: torch.nn.Module, late: Late, seen: dict[str, Range], projection: np.ndarray) -> WeightStore:
    """int8 tables and products with their scales; normalisations, biases and the (hidden, token_dim) projection as fp32."""
    weights = read_weights(model, late.layers)
    store = WeightStore()
    for name in ("word", "position"):
        table, scale = quantize_rows(weights.pop(name))
        store.add(name, table)
        store.add(f"{name}.scale", scale)
    for name in layer_names(late.layers):
        add_product(store, name, weights.pop(f"{name}.weight"), seen[name], late)
    for name, array in weights.items():
        store.add(name, array)
    store.add("projection", projection.astype(np.float32))
    return store


def add_product(store: WeightStore, name: str, weight: np.ndarray, seen: Range, late: Late) -> None:
    """One quantized matrix with all that its product needs."""
    product = quantize_product(weight, seen, late.smoothing)
    store.add(f"{name}.weight", product.weight)
    store.add(f"{name}.scale", product.scale)
    if late.smoothing:
        store.add(f"{name}.unsmooth", 1 / product.smooth)
    if late.activations == "static":
        store.add(f"{name}.input_scale", np.array(product.input_scale))
        store.add(f"{name}.input_zero", np.array(product.input_zero))
