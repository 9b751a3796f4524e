"""The parts of the encoder that need NumPy alone: its configuration, batches by length, and the score."""

import numpy as np
import pytest

from rankside_training.network.batches import batches
from rankside_training.network.config import Config, Exit, as_json, config_of
from rankside_training.network.scoring import Encoded, as_passage, eight_bit, logit, parts

CONFIG = Config(
    name="test",
    layers=4,
    hidden=64,
    heads=2,
    inner=128,
    embedding=32,
    vocabulary=100,
    positions=64,
    token_dim=16,
    exits=(Exit(2, 0.25, 0.75), Exit(4, 0.5, 0.5)),
    vector_bits=4,
    query_limit=32,
    passage_limit=64,
    cls=2,
    sep=3,
)


def test_config_of_reads_what_as_json_writes():
    assert config_of(as_json(CONFIG)) == CONFIG


def test_config_of_sorts_exits_by_depth():
    made = as_json(CONFIG)
    made["exits"] = dict(reversed(made["exits"].items()))
    assert config_of(made).depths == [2, 4]


def test_config_of_refuses_layers_after_the_last_exit():
    with pytest.raises(ValueError, match="after layer 5"):
        config_of({**as_json(CONFIG), "layers": 5})


def test_config_of_refuses_other_vector_bits():
    with pytest.raises(ValueError, match="4 or 8, got 2"):
        config_of({**as_json(CONFIG), "vectorBits": 2})


def test_batches_hold_every_index_once_and_keep_the_budget():
    lengths = np.random.default_rng(0).integers(1, 50, 200).tolist()
    groups = batches(lengths, 128)
    assert sorted(index for group in groups for index in group) == list(range(200))
    assert all(len(group) * max(lengths[index] for index in group) <= 128 for group in groups)
    assert len(groups) < 200


def test_batches_give_a_text_longer_than_the_budget_a_batch_of_its_own():
    assert batches([300, 5], 128) == [[0], [1]]


def encoded(tokens: list[list[float]], weights: list[float], pooled: list[float]) -> Encoded:
    return Encoded(*(np.array(values, np.float32) for values in (tokens, weights, pooled)))


QUERY = encoded([[1, 0], [0, 1]], [3, 1], [1, 0])
PASSAGE = encoded([[0.6, 0.8], [0, 1]], [1, 1], [0.8, 0.6])


def test_parts_weigh_the_best_cosine_of_each_query_token():
    cosine, maxsim = parts(QUERY, PASSAGE)
    assert cosine == pytest.approx(0.8)
    assert maxsim == pytest.approx((3 * 0.6 + 1 * 1.0) / 4)


def test_logit_joins_both_parts_by_the_shares_of_the_exit():
    assert logit(QUERY, PASSAGE, Exit(2, cosine=0.25, maxsim=0.75)) == pytest.approx(0.25 * 0.8 + 0.75 * 0.7)


def test_as_passage_rounds_token_vectors_to_four_bits_alone():
    passage = as_passage(PASSAGE, 4)
    steps = passage.tokens / (np.abs(PASSAGE.tokens).max(axis=1, keepdims=True) / 7)
    assert np.allclose(steps, np.rint(steps), atol=1e-5)
    assert np.abs(passage.tokens - PASSAGE.tokens).max() <= 0.8 / 14 + 1e-6
    assert not np.array_equal(passage.tokens, PASSAGE.tokens)
    assert np.array_equal(passage.pooled, PASSAGE.pooled)
    assert as_passage(PASSAGE, 8) is PASSAGE


def test_eight_bit_errs_by_half_a_step_of_127():
    found = eight_bit(PASSAGE)
    assert np.abs(found.tokens - PASSAGE.tokens).max() <= 1 / 254 + 1e-6
    assert np.abs(found.pooled - PASSAGE.pooled).max() <= 0.8 / 254 + 1e-6
