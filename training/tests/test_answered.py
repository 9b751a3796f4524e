"""The threshold of whole lists."""

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

from rankside_training.calibrate.answered import Lists, fitted, lists_of, rates
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


def test_fitted_tells_one_list_in_twenty_with_an_answer_wrongly():
    rng = np.random.default_rng(0)
    lists = Lists(rng.normal(3, 1, 2000), rng.normal(1, 1, 2000), rng.normal(0, 1, 2000), rng.normal(3, 1, 2000))
    wrong, missed = rates(lists, fitted(lists))
    assert wrong == pytest.approx(0.05, abs=0.001)
    assert missed == pytest.approx(0.088, abs=0.02)  # 3 − 1.645 deviations above the mean of the lists without one
