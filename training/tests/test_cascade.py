"""The rule of the cascade: the shared vectors, and what its fit and its means are."""

import json
from pathlib import Path

import numpy as np
import pytest

from rankside_training.calibrate.cascade_rule import STEP, TOP, Fit, fit, overlap, replay, simulate

VECTORS = json.loads((Path(__file__).parent / "cascade_vectors.json").read_text())


def test_vectors_are_for_this_rule():
    assert (VECTORS["top"], VECTORS["step"]) == (TOP, STEP)


def test_vectors_hold_queries_that_stop_early_and_queries_that_do_not():
    stopped = [len(case["scored"]) < len(case["main"]) for case in VECTORS["cases"]]
    assert any(stopped)
    assert not all(stopped)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_replay_gives_the_shared_vectors(case: dict):
    found = replay(Fit(**case["fit"]), np.array(case["firstPass"]), np.array(case["main"]), VECTORS["limit"])
    assert found.scored == case["scored"]
    assert found.miss_probability == pytest.approx(case["missProbability"], abs=1e-12)


def drawn(truth: Fit, queries: int, size: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    rng = np.random.default_rng(11)
    xs = [rng.normal(0.4, 0.1, size) for _ in range(queries)]
    noise = [rng.normal(0, truth.residual, size) + rng.normal(0, truth.shift) for _ in xs]
    return xs, [truth.intercept + truth.slope * x + gap for x, gap in zip(xs, noise)]


def test_fit_finds_the_line_and_both_deviations():
    truth = Fit(0.9, -0.03, 0.05, 0.04)
    found = fit(*drawn(truth, queries=600, size=40))
    assert found.slope == pytest.approx(truth.slope, abs=0.01)
    assert found.intercept == pytest.approx(truth.intercept, abs=0.01)
    assert found.residual == pytest.approx(truth.residual, rel=0.03)
    assert found.shift == pytest.approx(truth.shift, rel=0.08)


def test_fit_finds_no_shift_where_there_is_none():
    assert fit(*drawn(Fit(0.9, 0.0, 0.05, 0.0), queries=600, size=40)).shift < 0.005


def test_simulate_misses_as_often_as_it_estimates():
    truth = Fit(0.9, 0.05, 0.05, 0.03)
    found = simulate(truth, *drawn(truth, queries=200, size=100), limit=0.3)
    assert TOP < found["scored"] < 100
    assert found["overlap"] > 0.97
    assert found["differs"] == pytest.approx(found["estimated"], abs=0.06)


def test_a_larger_limit_scores_fewer_passages():
    truth = Fit(0.9, 0.05, 0.05, 0.03)
    queries = drawn(truth, queries=50, size=100)
    scored = [simulate(truth, *queries, limit)["scored"] for limit in (0.1, 0.3, 0.5)]
    assert scored[0] > scored[1] > scored[2]


def test_overlap_counts_the_main_models_top_ten():
    main = np.arange(20.0)
    assert overlap(list(range(10, 20)), main) == 1
    assert overlap(list(range(15)), main) == 0.5
    assert overlap([0, 1], np.arange(2.0)) == 1
