"""Eight- and four-bit weights: round trips with their error bounds, and the scales of activations."""

import numpy as np
import pytest

from rankside_training.quantization.quantize import (
    GROUP,
    Range,
    input_of,
    quantize_groups,
    quantize_rows,
    smoothing,
    widened,
)


def table(rows: int, width: int, seed: int = 0) -> np.ndarray:
    """Random values with rows of very different sizes."""
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(rows, width)) * rng.uniform(0.01, 10, size=(rows, 1))).astype(np.float32)


def test_quantize_rows_errs_by_at_most_half_a_step():
    values = table(40, 96)
    stored, scale = quantize_rows(values)
    assert stored.dtype == np.int8
    assert scale.shape == (40, 1)
    assert np.all(np.abs(stored * scale - values) <= scale / 2 * (1 + 1e-5))


def test_quantize_rows_uses_the_whole_range_of_each_row():
    stored, _ = quantize_rows(table(40, 96))
    assert np.all(np.abs(stored.astype(int)).max(axis=1) == 127)


def test_quantize_rows_keeps_a_row_of_zeros():
    stored, scale = quantize_rows(np.zeros((1, 4), np.float32))
    assert not stored.any()
    assert np.isfinite(scale).all()


def unpacked(four) -> np.ndarray:
    """The integers −8…7 of a FourBit, written independently of `widened`."""
    low, high = four.packed & 15, four.packed >> 4
    nibbles = np.stack([low, high], axis=2).reshape(len(four.packed), -1).astype(int)
    return np.where(nibbles > 7, nibbles - 16, nibbles)


@pytest.mark.parametrize("width", [2, 32, 48, 96])
def test_quantize_groups_errs_by_no_more_than_the_largest_scale_would(width: int):
    values = table(20, width, seed=width)
    four = quantize_groups(values)
    scales = np.repeat(four.scales.astype(np.float32), GROUP, axis=1)[:, :width]
    error = (unpacked(four) * scales - values) ** 2
    for start in range(0, width, GROUP):
        group = values[:, start : start + GROUP]
        largest = (np.abs(group).max(axis=1, keepdims=True) / 7).astype(np.float16).astype(np.float32)
        plain = (np.clip(np.rint(group / largest), -7, 7) * largest - group) ** 2
        assert np.all(error[:, start : start + GROUP].sum(axis=1) <= plain.sum(axis=1) * (1 + 1e-6))


def test_quantize_groups_searches_a_scale_that_errs_less():
    values = table(200, GROUP)
    four = quantize_groups(values)
    largest = (np.abs(values).max(axis=1) / 7).astype(np.float16)
    assert (np.abs(four.scales[:, 0]) < largest).mean() > 0.5


def test_quantize_groups_keeps_what_four_bits_can_hold():
    rng = np.random.default_rng(1)
    integers = rng.integers(-7, 8, size=(12, 64))
    integers[:, ::GROUP] = 7  # so that a group's largest value takes the largest integer
    values = integers.astype(np.float32) * 0.25
    four = quantize_groups(values)
    assert np.array_equal(unpacked(four), integers)
    assert np.all(four.scales == np.float16(0.25))


@pytest.mark.parametrize("sign", [1, -1])
def test_quantize_groups_keeps_groups_whose_largest_value_is_eight_steps(sign: int):
    rng = np.random.default_rng(2)
    integers = rng.integers(-7, 8, size=(12, 64))
    integers[:, ::GROUP] = -8
    values = integers.astype(np.float32) * np.float32(sign * 0.25)
    four = quantize_groups(values)
    assert np.array_equal(unpacked(four), integers)
    assert np.all(four.scales == np.float16(sign * 0.25))
    rows, scale = widened(four)
    assert np.abs(rows * scale - values).max() <= scale.max() / 2 * (1 + 1e-5)


def test_quantize_groups_refuses_an_odd_width():
    with pytest.raises(ValueError, match="even width, got 3"):
        quantize_groups(np.ones((1, 3), np.float32))


def test_widened_is_the_eight_bit_form_of_the_four_bit_values():
    four = quantize_groups(table(30, 80))
    scales = np.repeat(four.scales.astype(np.float32), GROUP, axis=1)[:, :80]
    exact = unpacked(four) * scales
    array, scale = widened(four)
    assert array.dtype == np.int8
    assert np.all(np.abs(array * scale - exact) <= scale / 2 * (1 + 1e-5))


def test_smoothing_divides_the_outlying_channels_alone():
    seen = Range(low=np.full(10, -1.0), high=np.array([1.0] * 9 + [50.0]))
    divisors = smoothing(seen, 0.8)
    assert np.all(divisors[:9] == 1)
    assert divisors[9] == pytest.approx(50)
    assert np.all(smoothing(seen, 0) == 1)


@pytest.mark.parametrize(("low", "high"), [(-1.0, 3.0), (0.5, 2.0), (-4.0, -1.0), (0.0, 0.0)])
def test_input_of_represents_zero_and_covers_the_range(low: float, high: float):
    found = input_of(Range(np.array([low]), np.array([high])), np.ones(1))
    reachable = (np.arange(256) - float(found.zero)) * float(found.scale)
    assert 0 in reachable
    assert reachable[0] <= min(low, 0) + found.scale
    assert reachable[-1] >= max(high, 0) - found.scale


def test_input_of_sees_the_range_after_smoothing():
    seen = Range(np.array([-1.0, -10.0]), np.array([1.0, 10.0]))
    assert input_of(seen, np.array([1.0, 10.0])).scale == pytest.approx(2 / 255)
