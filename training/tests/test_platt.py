"""Platt scaling: the fit finds the curve that labels were drawn from, and the error is 0 where probabilities hold."""

import numpy as np
import pytest

from rankside_training.calibrate.platt import Candidates, chance, error, fit

SLOPE, INTERCEPT = 12.0, -6.0


def exact(count: int = 400) -> Candidates:
    """Every logit twice, once relevant and once not, weighted by the curve's own probabilities."""
    logits = np.linspace(-0.2, 1.2, count)
    p = chance(logits, SLOPE, INTERCEPT)
    relevant = np.concatenate([np.ones(count), np.zeros(count)])
    weights = np.concatenate([p, 1 - p])
    return Candidates(np.concatenate([logits, logits]), relevant, weights / weights.sum())


def test_fit_finds_the_curve():
    assert fit(exact()) == pytest.approx((SLOPE, INTERCEPT), abs=1e-6)


def test_chance_is_a_half_where_the_line_crosses_zero():
    assert chance(0.5, SLOPE, INTERCEPT) == pytest.approx(0.5)


def test_error_is_zero_for_the_curve_and_large_for_another():
    assert error(exact(), SLOPE, INTERCEPT, balanced=False) == pytest.approx(0, abs=1e-12)
    assert error(exact(), SLOPE, INTERCEPT + 2, balanced=False) > 0.05


def test_error_balanced_weighs_both_labels_the_same():
    """A shift of the base rate alone must not count as an error once both labels weigh a half."""
    plain = exact()
    rare = Candidates(plain.logits, plain.relevant, plain.weights * np.where(plain.relevant == 1, 0.1, 1))
    rare = Candidates(rare.logits, rare.relevant, rare.weights / rare.weights.sum())
    slope, intercept = fit(rare)
    assert intercept < INTERCEPT - 1
    assert error(rare, slope, intercept, balanced=True) == pytest.approx(0, abs=1e-6)
