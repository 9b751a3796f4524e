"""The weight file: `expand` gives back what `pack` stores, within the bounds of its bits and at the named locations."""

import numpy as np
import pytest

from rankside_training.network.names import TABLES, layer_names
from rankside_training.quantization.expand import dequantized, expand
from rankside_training.quantization.pack import pack
from rankside_training.quantization.quantize import Quantization, Range
from rankside_training.quantization.store import ALIGNMENT, WeightStore

HIDDEN, INNER = 32, 64
SIZES = {"qkv": (HIDDEN, 3 * HIDDEN), "mix": (HIDDEN, HIDDEN), "up": (HIDDEN, INNER), "down": (INNER, HIDDEN)}


def encoder(seed: int = 0) -> tuple[dict[str, np.ndarray], dict[str, Range]]:
    """The tensors of one layer, and ranges in which one channel of sixteen is an outlier."""
    rng = np.random.default_rng(seed)
    draw = lambda *shape: rng.normal(0, 0.1, shape).astype(np.float32)  # noqa: E731
    weights = {"word": draw(50, HIDDEN), "position": draw(20, HIDDEN), "norm.scale": draw(HIDDEN)}
    ranges = {}
    for name, shape in SIZES.items():
        weights[f"layers.0.{name}.weight"] = draw(*shape)
        weights[f"layers.0.{name}.bias"] = draw(shape[1])
        size = np.where(np.arange(shape[0]) % 16 == 0, 20.0, 1.0)
        ranges[f"layers.0.{name}"] = Range(-size, size)
    return weights, ranges


def stored(int4: tuple[str, ...] = (), smoothing: float = 0.9) -> tuple[dict, WeightStore]:
    weights, ranges = encoder()
    store, _ = pack(weights, 1, ranges, Quantization(int4, smoothing))
    return weights, store


def read_back(store: WeightStore) -> dict[str, np.ndarray]:
    return dequantized(expand(store.tensors, bytes(store.data), store.location).arrays)


def test_pack_and_expand_give_every_tensor_back_under_its_name():
    weights, store = stored()
    found = read_back(store)
    assert {name: found[name].shape for name in weights} == {name: array.shape for name, array in weights.items()}
    assert {name for name in found if name not in weights} == {f"{name}.scale" for name in [*TABLES, *layer_names(1)]}


@pytest.mark.parametrize("smoothing", [0, 0.9])
def test_pack_and_expand_err_by_half_a_step_in_eight_bits(smoothing: float):
    weights, store = stored(smoothing=smoothing)
    arrays = expand(store.tensors, bytes(store.data), store.location).arrays
    found = read_back(store)
    for name in TABLES:
        assert np.all(np.abs(found[name] - weights[name]) <= arrays[f"{name}.scale"] / 2 * (1 + 1e-5))
    for name in layer_names(1):
        divisors = arrays.get(f"{name}.unsmooth", np.ones(len(weights[f"{name}.weight"])))[:, None]
        bound = arrays[f"{name}.scale"] * divisors / 2
        assert np.all(np.abs(found[f"{name}.weight"] - weights[f"{name}.weight"]) <= bound * (1 + 1e-4))


def test_pack_divides_outlying_channels_only_where_smoothing_asks_for_it():
    assert "layers.0.qkv.unsmooth" in stored(smoothing=0.9)[1].tensors
    assert "layers.0.qkv.unsmooth" not in stored(smoothing=0)[1].tensors


def test_pack_keeps_vectors_as_they_are():
    weights, store = stored()
    assert np.array_equal(read_back(store)["norm.scale"], weights["norm.scale"])
    assert np.array_equal(read_back(store)["layers.0.up.bias"], weights["layers.0.up.bias"])


def test_pack_stores_the_named_tensors_in_four_bits():
    _, store = stored(int4=("word", "layers.*.down"))
    four = {name for name, place in store.tensors.items() if place["dtype"] == "int4"}
    assert four == {"word", "layers.0.down.weight"}


def test_four_bits_err_by_a_seventh_of_a_group_and_more_than_eight_do():
    weights, small = stored(int4=("word", "layers.0.down"), smoothing=0)
    _, large = stored(smoothing=0)
    for name, along in (("word", 1), ("layers.0.down.weight", 0)):
        four, eight = (np.abs(read_back(store)[name] - weights[name]) for store in (small, large))
        largest = np.abs(weights[name]).max(axis=along, keepdims=True)
        # Half a four-bit step, what a smaller scale clips, and half an eight-bit step for the expanded form.
        assert np.all(four <= largest * (0.3 + 1 / 14 + 1 / 254))
        assert four.mean() > 2 * eight.mean()
        assert four.mean() < np.abs(weights[name]).mean() / 7


def test_pack_refuses_a_pattern_that_names_nothing():
    with pytest.raises(ValueError, match="got `words`"):
        stored(int4=("words",))


def test_store_aligns_every_tensor_and_refuses_a_second_of_a_name():
    _, store = stored(int4=("word",))
    offsets = [place["offset"] for place in store.tensors.values()]
    offsets += [place["groups"]["offset"] for place in store.tensors.values() if "groups" in place]
    assert all(offset % ALIGNMENT == 0 for offset in offsets)
    with pytest.raises(ValueError, match="`word` twice"):
        store.add("word", np.zeros(1, np.float32))


def test_expand_names_where_each_array_lies_in_the_expanded_file():
    _, store = stored(int4=("word",))
    expanded = expand(store.tensors, bytes(store.data), store.location)
    for name, array in expanded.arrays.items():
        start = expanded.offsets[name]
        assert expanded.data[start : start + array.nbytes] == array.tobytes()
