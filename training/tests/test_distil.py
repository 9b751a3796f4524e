"""Distillation: the closed-form fit of a layer, the space of token vectors, and a network read back from an export."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from rankside_training.distil.objective import Weights, apart, ranking_losses, taught_vectors  # noqa: E402
from rankside_training.distil.refit import fit  # noqa: E402
from rankside_training.distil.student import LAYERS, Space, centre, leading, reached  # noqa: E402
from rankside_training.export.stored import network_of  # noqa: E402
from rankside_training.network.checkpoint import Checkpoint  # noqa: E402
from rankside_training.network.config import Config, Exit  # noqa: E402
from rankside_training.network.encoder import Network, Vectors, export_name, joined  # noqa: E402
from rankside_training.network.weights import read_weights  # noqa: E402

CONFIG = Config(
    name="test",
    layers=2,
    hidden=32,
    heads=2,
    inner=48,
    embedding=32,
    vocabulary=100,
    positions=64,
    token_dim=16,
    exits=(Exit(1, 0.25, 0.75), Exit(2, 0.5, 0.5)),
    vector_bits=8,
    query_limit=32,
    passage_limit=64,
    cls=2,
    sep=3,
)


def test_reached_counts_the_layers_before_the_next_one_of_the_student():
    assert [reached(LAYERS, depth, 12) for depth in range(1, 9)] == [2, 4, 6, 8, 9, 10, 11, 12]


def test_fit_finds_a_linear_map_that_differs_from_the_start():
    torch.manual_seed(0)
    dense, wanted = torch.nn.Linear(8, 4), torch.nn.Linear(8, 4)
    inner = torch.randn(4000, 8)
    with torch.no_grad():
        before = (dense(inner) - wanted(inner)).square().mean()
        fit(dense, inner, wanted(inner))
        assert (dense(inner) - wanted(inner)).square().mean() < 0.01 * before


def test_leading_leaves_the_mean_direction_out():
    torch.manual_seed(0)
    unit = torch.nn.functional.normalize(torch.randn(500, 32) + 3 * torch.eye(32)[5], dim=-1)
    components = leading(unit, 6)
    mean = torch.nn.functional.normalize(unit.mean(dim=0), dim=0)
    assert components.shape == (6, 32)
    assert (components @ mean).abs().max() < 1e-5
    assert torch.allclose(components @ components.T, torch.eye(6), atol=1e-4)


def test_apart_is_none_for_the_same_direction_and_two_for_the_opposite():
    rows = torch.tensor([[1.0, 2.0], [0.5, -1.0]])
    assert apart(rows, 3 * rows).item() == pytest.approx(0, abs=1e-6)
    assert apart(rows, -rows).item() == pytest.approx(2, abs=1e-6)


@pytest.mark.parametrize("embedding", [32, 16])
def test_network_of_gives_the_vectors_of_the_network_that_was_exported(embedding):
    torch.manual_seed(0)
    network = Network(replace(CONFIG, embedding=embedding)).eval()
    state = {export_name(name): tensor.numpy() for name, tensor in network.state_dict().items()}
    weights = read_weights(Checkpoint(network.shape, state, None, {}))
    read = network_of(SimpleNamespace(config=network.shape, fp32=weights))
    ids, mask = torch.from_numpy(np.arange(4, 24).reshape(2, 10)), torch.ones(2, 10, dtype=torch.long)
    with torch.inference_mode():
        for depth, vectors in network(ids, mask).items():
            assert torch.allclose(vectors.tokens, read(ids, mask)[depth].tokens, atol=1e-5)
            assert torch.allclose(vectors.pooled, read(ids, mask)[depth].pooled, atol=1e-5)


def vectors(texts: int, tokens: int, seed: int) -> Vectors:
    """Returns random unit vectors, where every second text is one token shorter than the others."""
    generator = torch.Generator().manual_seed(seed)
    mask = torch.ones(texts, tokens)
    mask[1::2, -1] = 0
    unit = torch.nn.functional.normalize
    return Vectors(
        unit(torch.randn(texts, tokens, 16, generator=generator), dim=-1),
        mask,
        mask,
        unit(torch.randn(texts, 32, generator=generator), dim=-1),
    )


def test_rankings_equal_to_the_teachers_cost_nothing_and_others_do():
    queries, passages = vectors(3, 5, 1), vectors(6, 9, 2)
    queries.pooled, passages.pooled = queries.tokens[:, 0], passages.tokens[:, 0]
    alike = Vectors(passages.tokens[:, :1], passages.mask[:, :1], passages.mask[:, :1], passages.pooled)
    first = Vectors(queries.tokens[:, :1], queries.mask[:, :1], queries.mask[:, :1], queries.pooled)
    own, positive = {"1": (queries, passages), "2": (first, alike)}, torch.tensor([0, 2, 4])
    found = ranking_losses(own, (first, alike), positive, Weights())  # one token a text: MaxSim is the cosine
    assert found["ranking@2"] < 1e-6 and found["ranking"] < 1e-6
    assert found["ranking@1"] > 1e-3


def test_a_passage_far_above_the_positive_counts_as_unjudged():
    queries, passages = vectors(1, 2, 1), vectors(2, 2, 2)
    passages.tokens[1], passages.mask[1], passages.pooled[1] = queries.tokens[0], 1, queries.pooled[0]
    pair, positive = (queries, passages), torch.tensor([0])
    blind = (queries, vectors(2, 2, 3))
    assert ranking_losses({"1": pair}, pair, positive, Weights())["labels"] < 1e-5
    assert ranking_losses({"1": pair}, blind, positive, Weights())["labels"] > 0.1


def test_centre_takes_the_mean_from_the_last_states():
    network = Network(CONFIG)
    ids, mask = torch.randint(4, 100, (2, 7)), torch.ones(2, 7, dtype=torch.long)
    space = Space(torch.randn(CONFIG.layers + 1, CONFIG.hidden), torch.randn(16, CONFIG.hidden))
    with torch.no_grad():
        before = network.states(ids, mask)[-1]
        centre(network, space)
        assert torch.allclose(network.states(ids, mask)[-1], before - space.means[-1], atol=1e-5)
        taught = taught_vectors((before,), mask, space)
    wanted = torch.nn.functional.normalize((before - space.means[-1]).mean(dim=1), dim=-1)
    assert torch.allclose(taught.pooled, wanted, atol=1e-5)


def test_joined_pads_groups_to_one_width():
    both = joined([vectors(2, 4, 1), vectors(3, 6, 2)], 6)
    assert both.tokens.shape == (5, 6, 16) and both.pooled.shape == (5, 32)
    assert both.mask.sum(dim=1).tolist() == [4, 3, 6, 5, 6]
