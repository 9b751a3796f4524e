"""Distillation: the closed-form fit of a layer, the space of token vectors, and a network read back from an export."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from rankside_training.distil.objective import apart  # noqa: E402
from rankside_training.distil.refit import fit  # noqa: E402
from rankside_training.distil.student import LAYERS, leading, reached  # noqa: E402
from rankside_training.export.stored import network_of  # noqa: E402
from rankside_training.network.checkpoint import Checkpoint  # noqa: E402
from rankside_training.network.config import Config, Exit  # noqa: E402
from rankside_training.network.encoder import Network, export_name  # noqa: E402
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
