"""Weights in groups of eight or four bits: round trips with their error bounds."""

import numpy as np
import pytest

from rankside_training.quantization.nbits import evenly, pack


def table(rows: int = 24, width: int = 128, seed: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(rows, width)) * rng.uniform(0.01, 10, size=(rows, 1))).astype(np.float32)


def decoded(packed) -> np.ndarray:
    """The numbers that the stored bytes stand for, by the formula in the module's header."""
    stored = packed.stored
    if packed.bits == 4:
        stored = np.stack([stored & 15, stored >> 4], axis=-1).reshape(*stored.shape[:2], packed.block)
    values = (stored.astype(np.float32) - 2 ** (packed.bits - 1)) * packed.scales[..., None]
    return values.reshape(len(stored), -1)


@pytest.mark.parametrize(("bits", "block"), [(8, 128), (8, 16), (4, 128), (4, 32)])
def test_pack_stores_the_values_that_it_reports(bits: int, block: int):
    packed = pack(table(), bits, block)
    assert packed.stored.shape == (24, 128 // block, block * bits // 8)
    assert np.array_equal(decoded(packed), packed.values)


@pytest.mark.parametrize("block", [16, 128])
def test_pack_errs_by_half_a_step_in_eight_bits(block: int):
    values = table()
    packed = pack(values, 8, block)
    steps = np.repeat(packed.scales, block, axis=1)
    # A scale in half precision is off by up to 2⁻¹¹, which clips the largest value by as much.
    assert np.all(np.abs(packed.values - values) <= steps * (0.5 + 127 * 2**-11))


@pytest.mark.parametrize("block", [32, 128])
def test_pack_errs_less_in_four_bits_than_with_the_scale_of_the_largest_value(block: int):
    groups = table().reshape(24, -1, block)
    largest = (np.abs(groups).max(axis=2, keepdims=True) / 7).astype(np.float16).astype(np.float32)
    plain = ((np.clip(np.rint(groups / largest), -7, 7) * largest - groups) ** 2).sum(axis=2)
    found = ((pack(table(), 4, block).values.reshape(groups.shape) - groups) ** 2).sum(axis=2)
    assert np.all(found <= plain * (1 + 1e-6))
    assert found.sum() < 0.95 * plain.sum()


@pytest.mark.parametrize("bits", [4, 8])
def test_pack_changes_nothing_the_second_time(bits: int):
    once = pack(table(), bits, 32)
    assert np.array_equal(pack(once.values, bits, 32).values, once.values)


def test_smaller_groups_err_less():
    values = table()
    errors = [((pack(values, 4, block).values - values) ** 2).sum() for block in (16, 32, 128)]
    assert errors == sorted(errors)
    assert errors[0] < errors[-1]


def test_pack_keeps_zeros():
    packed = pack(np.zeros((2, 32), np.float32), 4, 32)
    assert not packed.values.any()
    assert (packed.scales > 0).all()


def test_pack_refuses_rows_that_cannot_be_cut_into_groups():
    with pytest.raises(ValueError, match="multiple of 32, got 33"):
        pack(np.zeros((1, 33), np.float32), 4, 32)


def test_evenly_takes_the_largest_group_that_divides_a_row():
    choose = evenly(4)
    assert choose((10, 256)) == (4, 128)
    assert choose((10, 96)) == (4, 32)
    assert choose((10, 48)) == (4, 16)
    assert choose((10, 7)) is None
