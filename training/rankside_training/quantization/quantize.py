"""Weights in eight or four bits, and activation scales.

Eight-bit weights are signed, symmetric, one scale an output column (or a table row). Four-bit ones are −7…7 in groups that lie along
the input of a matrix, or along a table's row, with one scale a group. Activations are unsigned with a zero point and one fixed scale a tensor.
Outlying input channels are first divided by a factor that is folded into the weights, after SmoothQuant (Xiao et al., 2023).
"""

from dataclasses import dataclass

import numpy as np

GROUP = 32  # values under one four-bit scale
SHRINK = np.linspace(
    0.7, 1, 13, dtype=np.float32
)  # scales tried for a group, as shares of the one that reaches its largest value


@dataclass(frozen=True)
class Range:
    """What a matrix product was seen to read: smallest and largest value of each channel, (in,)."""

    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Input:
    """The fixed scale of what a product reads: value = (byte − zero) · scale."""

    scale: np.float32
    zero: np.uint8


@dataclass(frozen=True)
class FourBit:
    """Rows of −7…7, two a byte with the first in the low half, and their groups' scales."""

    packed: np.ndarray  # uint8 (rows, width / 2)
    scales: np.ndarray  # float16 (rows, groups)


def quantize_rows(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 (rows, width) and float32 (rows, 1)."""
    largest = np.abs(table).max(axis=1, keepdims=True).astype(np.float32)
    scale = np.maximum(largest, np.float32(1e-12)) / np.float32(127)
    return np.rint(table / scale).astype(np.int8), scale


def quantize_groups(table: np.ndarray) -> FourBit:
    """table: float32 (rows, width). Each group takes the one of several scales that errs least."""
    rows, width = table.shape
    if width % 2:
        raise ValueError(f"Expected rows of an even width, got {width}")
    groups = -(-width // GROUP)
    padded = np.zeros((rows, groups * GROUP), np.float32)
    padded[:, :width] = table
    values = padded.reshape(rows, groups, GROUP)
    largest = np.abs(values).max(axis=2, keepdims=True) / 7  # (rows, groups, 1)
    best, error = np.zeros_like(largest), np.full_like(largest, np.inf)
    for share in SHRINK:
        scale = (largest * share).astype(np.float16).astype(np.float32)
        found = ((steps(values, scale) * scale - values) ** 2).sum(axis=2, keepdims=True)
        best, error = np.where(found < error, scale, best), np.minimum(found, error)
    q = steps(values, best).astype(np.int8).reshape(rows, -1)[:, :width]
    nibbles = (q & 15).astype(np.uint8)
    return FourBit(nibbles[:, ::2] | (nibbles[:, 1::2] << 4), best[:, :, 0].astype(np.float16))


def steps(values: np.ndarray, scale: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(values / np.where(scale > 0, scale, 1)), -7, 7)


def widened(four: FourBit) -> tuple[np.ndarray, np.ndarray]:
    """int8 (rows, width) and float32 (rows, 1) from four bits. src/models/files/expand.ts does the same, bit for bit."""
    rows, half = four.packed.shape
    q = np.empty((rows, 2 * half), np.int8)
    q[:, ::2] = (four.packed << 4).astype(np.int8) >> 4
    q[:, 1::2] = four.packed.astype(np.int8) >> 4
    scales = np.repeat(four.scales.astype(np.float32), GROUP, axis=1)[:, : 2 * half]  # (rows, width)
    return quantize_rows(q.astype(np.float32) * scales)


def smoothing(seen: Range, quantile: float) -> np.ndarray:
    """Divisors (in,) that bring the few outlying channels down to the size that `quantile` of the channels stay below.

    Every other channel keeps its size: balancing all of them, as SmoothQuant does, lost more in the weights than it won.
    """
    size = np.maximum(-seen.low, seen.high)  # (in,)
    if quantile == 0:
        return np.ones_like(size)
    return np.maximum(1, size / np.quantile(size, quantile)).astype(np.float32)


def input_of(seen: Range, smooth: np.ndarray) -> Input:
    """Covers what was seen after smoothing, and represents 0 exactly."""
    low = min(float((seen.low / smooth).min()), 0.0)
    high = max(float((seen.high / smooth).max()), 0.0)
    scale = max(high - low, 1e-8) / 255
    return Input(np.float32(scale), np.uint8(np.clip(round(-low / scale), 0, 255)))


@dataclass(frozen=True)
class Quantization:
    """How weights become integers."""

    int4: tuple[
        str, ...
    ] = ()  # patterns of tensor names (`word`, `layers.*.up`) kept in four bits; all others in eight
    smoothing: float = 0.9  # input channels larger than this share of them are scaled down; 0: none
