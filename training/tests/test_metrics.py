"""Measures of a ranking, against values worked out by hand."""

from math import log2

import pytest

from rankside_training.evaluate.metrics import average_precision, dcg, ndcg, reciprocal_rank

GRADES = {"a": 3, "b": 1, "c": 0, "d": 2}


def test_dcg_discounts_by_the_logarithm_of_the_rank():
    assert dcg([3, 0, 2]) == pytest.approx(3 + 2 / log2(4))


def test_ndcg_is_one_for_the_ideal_order_and_less_for_another():
    assert ndcg(["a", "d", "b", "c"], GRADES) == pytest.approx(1)
    assert ndcg(["b", "a", "d", "c"], GRADES) == pytest.approx((1 + 3 / log2(3) + 2 / 2) / (3 + 2 / log2(3) + 1 / 2))


def test_ndcg_counts_relevant_passages_that_the_ranking_lacks():
    assert ndcg(["a"], GRADES) == pytest.approx(3 / (3 + 2 / log2(3) + 1 / 2))


def test_ndcg_cuts_ranking_and_ideal_at_the_cutoff():
    assert ndcg(["d", "a"], GRADES, cutoff=1) == pytest.approx(2 / 3)


def test_ndcg_is_zero_without_relevant_passages():
    assert ndcg(["a"], {"a": 0}) == 0


def test_reciprocal_rank_finds_the_first_passage_of_the_grade():
    assert reciprocal_rank(["c", "b", "d", "a"], GRADES, min_grade=2) == pytest.approx(1 / 3)
    assert reciprocal_rank(["c", "b", "d", "a"], GRADES, min_grade=1) == pytest.approx(1 / 2)
    assert reciprocal_rank(["c", "b", "d", "a"], GRADES, min_grade=2, cutoff=2) == 0


def test_average_precision_divides_by_all_that_are_judged_relevant():
    assert average_precision(["a", "c", "d"], GRADES, min_grade=1) == pytest.approx((1 + 2 / 3) / 3)
    assert average_precision(["a"], {"a": 0}, min_grade=1) == 0
