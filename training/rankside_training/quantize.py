"""Eight-bit weights and activation scales.

Weights are signed, symmetric, one scale an output column (or a table row). Activations are unsigned with a zero point and one
fixed scale a tensor. Outlying input channels are first divided by a factor that is folded into the weights, after SmoothQuant (Xiao
et al., 2023).
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Range:
    """What a matrix product was seen to read: smallest and largest value of each channel, (in,)."""

    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Product:
    """A quantized matrix product y = ((x / smooth) quantized) · weight."""

    weight: np.ndarray  # int8 (in, out), smoothing folded in
    scale: np.ndarray  # float32 (out,)
    smooth: np.ndarray  # float32 (in,)
    input_scale: np.float32
    input_zero: np.uint8


def quantize_rows(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 (rows, width) and float32 (rows, 1)."""
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-12) / 127
    return np.rint(table / scale).astype(np.int8), scale.astype(np.float32)


def quantize_product(weight: np.ndarray, seen: Range, quantile: float) -> Product:
    """weight: float32 (in, out)."""
    smooth = smoothing(seen, quantile)  # (in,)
    columns, scale = quantize_rows((weight * smooth[:, None]).T)
    input_scale, input_zero = affine((seen.low / smooth).min(), (seen.high / smooth).max())
    return Product(columns.T, scale[:, 0], smooth, input_scale, input_zero)


def smoothing(seen: Range, quantile: float) -> np.ndarray:
    """Divisors (in,) that bring the few outlying channels down to the size that `quantile` of the channels stay below.

    Every other channel keeps its size: balancing all of them, as SmoothQuant does, lost more in the weights than it won.
    """
    size = np.maximum(-seen.low, seen.high)  # (in,)
    if quantile == 0:
        return np.ones_like(size)
    return np.maximum(1, size / np.quantile(size, quantile)).astype(np.float32)


def affine(low: float, high: float) -> tuple[np.float32, np.uint8]:
    """Scale and zero point of an unsigned byte that covers [low, high] and represents 0 exactly."""
    low, high = min(float(low), 0.0), max(float(high), 0.0)
    scale = max(high - low, 1e-8) / 255
    return np.float32(scale), np.uint8(np.clip(round(-low / scale), 0, 255))
