"""Weights in eight or four bits."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .quantize import SHRINK

LEAST_SCALE = 1e-6  # that half precision tells from 0; of rows of zeros
LEAST = 1 << 10  # values below which a tensor stays as it is


@dataclass(frozen=True)
class Packed:
    """A table (rows, width) in groups of `block`."""

    bits: int
    block: int
    stored: np.ndarray  # uint8 (rows, groups, block · bits / 8); of four bits the first is in the low half
    scales: np.ndarray  # float32 (rows, groups)
    values: np.ndarray  # float32 (rows, width): what is stored, as numbers


def pack(table: np.ndarray, bits: int, block: int) -> Packed:
    """Each group takes the one of several scales that errs least; packing `values` again changes nothing."""
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
    """As half precision keeps them, which they are stored in, and never 0."""
    return np.maximum(scales, LEAST_SCALE).astype(np.float16).astype(np.float32)


def steps(values: np.ndarray, scale: np.ndarray, top: int) -> np.ndarray:
    return np.clip(np.rint(values / scale), -top, top)


Choice = Callable[[tuple[int, int]], tuple[int, int] | None]  # bits and block of a table by its shape, or None


def evenly(bits: int) -> Choice:
    """Everything in as many bits, in the largest groups that its rows can be cut into."""
    return lambda shape: next(((bits, block) for block in (128, 64, 32, 16) if shape[1] % block == 0), None)
