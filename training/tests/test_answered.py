"""The threshold of whole lists."""

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

from rankside_training.calibrate.answered import Lists, balanced, lists_of, rates
from rankside_training.evaluate.validate import Judged
from rankside_training.network.config import Exit


def judged(maxsims: list[float], relevant: list[int]) -> Judged:
    parts = np.array([[0.0, value] for value in maxsims])
    return Judged("source", parts, np.zeros(len(maxsims)), np.array(relevant), sum(relevant))


def test_lists_of_takes_the_best_logit_with_and_without_the_relevant_candidates():
    own = [judged([0.9, 0.4, 0.2], [1, 0, 0]), judged([0.3, 0.7], [0, 0])]  # the second has no answer to take out
    lists = lists_of(Exit(2, cosine=0.5, maxsim=0.5), own, [judged([0.1, 0.6], [0, 0])])
    assert lists.answered == pytest.approx([0.45])
    assert lists.near == pytest.approx([0.2])
    assert lists.other == pytest.approx([0.3])
    assert lists.relevant == pytest.approx([0.45])


def test_balanced_errs_alike_on_both_kinds_of_lists():
    rng = np.random.default_rng(0)
    lists = Lists(rng.normal(2, 1, 500), rng.normal(1, 1, 500), rng.normal(0, 1, 500), rng.normal(2, 1, 500))
    wrong, missed = rates(lists, balanced(lists))
    assert wrong == pytest.approx(missed, abs=0.01)
    assert wrong == pytest.approx(0.16, abs=0.03)  # a deviation from either mean
