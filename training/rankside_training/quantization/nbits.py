"""Weights in eight or four bits, in the layout of onnxruntime's MatMulNBits and GatherBlockQuantized.

Values are symmetric in groups along a row: value = (stored − 2^(bits − 1)) · scale. Scales are stored in half
precision.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .quantize import SHRINK

LEAST_SCALE = 1e-6  # half precision distinguishes it from 0; the scale of groups of zeros
LEAST = 1 << 10  # a tensor of fewer values is stored in fp32


@dataclass(frozen=True)
class Packed:
    """A table (rows, width) in groups of `block` values."""

    bits: int
    block: int
    stored: np.ndarray  # uint8 (rows, groups, block · bits / 8); the first of two four-bit values is in the low half
    scales: np.ndarray  # float32 (rows, groups)
    values: np.ndarray  # float32 (rows, width): the numbers that the stored bytes stand for


def pack(table: np.ndarray, bits: int, block: int) -> Packed:
    """Packs a float32 table (rows, width). Each group takes the scale that errs least of several, and packing `values`
    again changes nothing. Raises ValueError where the width is no multiple of `block`.
    """
    rows, width = table.shape
    if width % block:
        raise ValueError(f"Expected rows of a multiple of {block}, got {width}")
    groups = table.reshape(rows, -1, block).astype(np.float32)
    top = 2 ** (bits - 1) - 1
    largest = halved(np.abs(groups).max(2, keepdims=True) / np.float32(top))  # (rows, groups, 1)
    best, least = largest, np.full_like(largest, np.inf)
    for share in (1,) if bits == 8 else (1, *SHRINK):
        scale = halved(largest * np.float32(share))
        error = ((steps(groups, scale, top) * scale - groups) ** 2).sum(2, keepdims=True)
        best, least = np.where(error < least * 0.999, scale, best), np.minimum(error, least)
    numbers = steps(groups, best, top)
    stored = (numbers + 2 ** (bits - 1)).astype(np.uint8)
    if bits == 4:
        stored = stored[..., ::2] | (stored[..., 1::2] << 4)
    return Packed(
        bits, block, stored, best[..., 0].astype(np.float32), (numbers * best).reshape(rows, width).astype(np.float32)
    )


def halved(scales: np.ndarray) -> np.ndarray:
    """Rounds scales to half precision, in which they are stored, and never to 0."""
    return np.maximum(scales, LEAST_SCALE).astype(np.float16).astype(np.float32)


def steps(values: np.ndarray, scale: np.ndarray, top: int) -> np.ndarray:
    """Divides by the scale and rounds to integers of −top…top."""
    return np.clip(np.rint(values / scale), -top, top)


# Returns the bits and the block of a table of this shape, or None where it stays in fp32.
Choice = Callable[[tuple[int, int]], tuple[int, int] | None]


def evenly(bits: int) -> Choice:
    """Returns a choice of the same number of bits for every table, in the largest groups that divide its rows."""
    return lambda shape: next(((bits, block) for block in (128, 64, 32, 16) if shape[1] % block == 0), None)
