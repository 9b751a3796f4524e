"""Weights in eight or four bits, and the scales of activations.

Eight-bit weights are signed and symmetric, with one scale for each output column of a matrix or row of a table.
Four-bit weights are integers of −8…7 in groups along the input of a matrix or along the row of a table, with one scale
for each group, which may be negative: the value of the largest magnitude can then be −8 times the scale whatever its
sign is. Weights that were released in this form (Q4_0 of GGML) are kept as they are. Activations are unsigned, with a
zero point and one fixed scale for each tensor. The few input channels with outlying values are divided by a factor that
the weights absorb, after SmoothQuant (Xiao et al., 2023).
"""

from dataclasses import dataclass

import numpy as np

GROUP = 32  # values that share one four-bit scale
# The scales that are tried for a group, as shares of the scale that represents its largest value.
SHRINK = np.linspace(0.7, 1, 13, dtype=np.float32)


@dataclass(frozen=True)
class Range:
    """The smallest and the largest value that a matrix product read in each input channel, (in,) each."""

    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Input:
    """The fixed scale of the input of a matrix product: value = (byte − zero) · scale."""

    scale: np.float32
    zero: np.uint8


@dataclass(frozen=True)
class FourBit:
    """Rows of integers of −8…7, two in a byte with the first in the low half, and the scales of their groups."""

    packed: np.ndarray  # uint8 (rows, width / 2)
    scales: np.ndarray  # float16 (rows, groups)


def quantize_rows(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns int8 values (rows, width) and float32 scales (rows, 1)."""
    largest = np.abs(table).max(axis=1, keepdims=True).astype(np.float32)
    scale = np.maximum(largest, np.float32(1e-12)) / np.float32(127)
    return np.rint(table / scale).astype(np.int8), scale


def quantize_groups(table: np.ndarray) -> FourBit:
    """Quantizes a float32 table (rows, width) to four bits. Each group takes the scale that errs least of several.
    Raises ValueError where the width is odd.
    """
    rows, width = table.shape
    if width % 2:
        raise ValueError(f"Expected rows of an even width, got {width}")
    groups = -(-width // GROUP)
    padded = np.zeros((rows, groups * GROUP), np.float32)
    padded[:, :width] = table
    values = padded.reshape(rows, groups, GROUP)
    largest = np.abs(values).max(axis=2, keepdims=True) / 7  # (rows, groups, 1)
    best, error = np.zeros_like(largest), np.full_like(largest, np.inf)
    extreme = np.take_along_axis(values, np.abs(values).argmax(axis=2, keepdims=True), axis=2)  # (rows, groups, 1)
    for scale in (*(largest * share for share in SHRINK), extreme / -8):
        scale = scale.astype(np.float16).astype(np.float32)
        found = ((steps(values, scale) * scale - values) ** 2).sum(axis=2, keepdims=True)
        best, error = np.where(found < error, scale, best), np.minimum(found, error)
    q = steps(values, best).astype(np.int8).reshape(rows, -1)[:, :width]
    nibbles = (q & 15).astype(np.uint8)
    return FourBit(nibbles[:, ::2] | (nibbles[:, 1::2] << 4), best[:, :, 0].astype(np.float16))


def steps(values: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Divides by the scale and rounds to integers of −8…7."""
    return np.clip(np.rint(values / np.where(scale == 0, 1, scale)), -8, 7)


def widened(four: FourBit) -> tuple[np.ndarray, np.ndarray]:
    """Returns int8 values (rows, width) and float32 scales (rows, 1) of four-bit weights, bit for bit as
    src/models/files/expand-weights.ts does.
    """
    rows, half = four.packed.shape
    q = np.empty((rows, 2 * half), np.int8)
    q[:, ::2] = (four.packed << 4).astype(np.int8) >> 4
    q[:, 1::2] = four.packed.astype(np.int8) >> 4
    scales = np.repeat(four.scales.astype(np.float32), GROUP, axis=1)[:, : 2 * half]  # (rows, width)
    return quantize_rows(q.astype(np.float32) * scales)


def smoothing(seen: Range, quantile: float) -> np.ndarray:
    """Returns divisors (in,) that reduce the outlying channels to the size that a share `quantile` of the channels does
    not exceed.

    Every other channel keeps its size: dividing all channels, as SmoothQuant does, loses more precision in the weights
    than it gains in the activations.
    """
    size = np.maximum(-seen.low, seen.high)  # (in,)
    if quantile == 0:
        return np.ones_like(size)
    return np.maximum(1, size / np.quantile(size, quantile)).astype(np.float32)


def input_of(seen: Range, smooth: np.ndarray) -> Input:
    """Returns a scale and a zero point that cover the range after smoothing and represent 0 exactly."""
    low = min(float((seen.low / smooth).min()), 0.0)
    high = max(float((seen.high / smooth).max()), 0.0)
    scale = max(high - low, 1e-8) / 255
    return Input(np.float32(scale), np.uint8(np.clip(round(-low / scale), 0, 255)))


@dataclass(frozen=True)
class Quantization:
    """The choices of an export: which weights are kept in four bits, and how many channels are smoothed."""

    # Patterns of the names of tensors (`word`, `layers.*.up`) that are kept in four bits; all others are kept in eight.
    int4: tuple[str, ...] = ()
    smoothing: float = 0.9  # input channels larger than this share of them are scaled down; 0 scales none
