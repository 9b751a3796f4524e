"""Writes a model folder from a checkpoint: weights, graphs, tensor directory, tokenizer, card."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..graphs.encoder_graph import Kind, Source, segment_graph
from ..graphs.runtime import Exported
from ..network.checkpoint import Checkpoint
from ..network.reference import Reference
from ..network.text import stripped
from ..network.weights import read_weights
from ..quantization.directory import directory, write_directory
from ..quantization.expand import dequantized, expand
from ..quantization.pack import pack
from ..quantization.quantize import Quantization
from ..quantization.ranges import observe
from .card import file_reference, template, write_card
from .golden import golden, largest_error, score_all

PARITY = 1e-4  # largest distance of an fp32 graph's golden logit from PyTorch's over the same weights


@dataclass(frozen=True)
class Way:
    """A variant of the card; without a kind it is our own kernel's and has no graphs."""

    name: str
    device: str
    dtype: str
    tolerance: float  # of a golden logit
    kind: Kind | None = None


KERNEL = Way("kernel", "wasm", "int8", 0.03)
WASM = Way("wasm", "wasm", "int8", 0.03, Kind("int8", masked=False))
WASM_FP32 = Way("wasm-fp32", "wasm", "fp32", 0.01, Kind("fp32", masked=False))
WEBGPU = Way("webgpu", "webgpu", "fp32", 0.01, Kind("fp32", masked=True))


@dataclass(frozen=True)
class Samples:
    """`rows` of token ids to see what products read, `golden` queries with passages."""

    rows: list[list[int]]
    golden: list[dict]


def write_model(
    folder: Path, checkpoint: Checkpoint, ways: list[Way], quantization: Quantization, samples: Samples
) -> dict[str, float]:
    """Returns the largest distance of golden logits: of each graph from PyTorch over the stored weights (`wasm`, …), and of these
    from the checkpoint's (`weights`). Raises where an fp32 graph is not PyTorch's equal.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config, texts = checkpoint.config, checkpoint.texts
    original = Reference(config, read_weights(checkpoint))
    store, inputs = pack(read_weights(checkpoint), config.layers, observe(original, samples.rows), quantization)
    expanded = expand(store.tensors, bytes(store.data), store.location)
    store.write(folder)
    write_directory(folder, directory(store, expanded, config))
    (folder / "tokenizer.json").write_text(stripped(checkpoint.tokenizer))
    graphs = {way.name: write_graphs(folder, Source(config, expanded, inputs), way) for way in ways}
    scores = score_all(Reference(config, dequantized(expanded.arrays)), texts, config, samples.golden)
    errors = {"weights": largest_error(scores, score_all(original, texts, config, samples.golden))}
    for way in ways:
        if way.kind:
            exported = Exported([folder / name for name in graphs[way.name]], config.depths, expanded)
            errors[way.name] = largest_error(scores, score_all(exported, texts, config, samples.golden))
            expect_near(way, errors[way.name])
    write_card(folder, card(folder, checkpoint, ways, graphs, golden(samples.golden, scores)))
    return errors


def write_graphs(folder: Path, source: Source, way: Way) -> list[str]:
    """One graph a segment; their names."""
    if way.kind is None:
        return []
    segments = range(1, len(source.config.depths) + 1)
    return [segment_graph(source, way.kind, i).save(folder / f"{way.name}.{i}.onnx").name for i in segments]


def expect_near(way: Way, error: float) -> None:
    most = PARITY if way.kind and way.kind.dtype == "fp32" else way.tolerance
    if not error <= most:
        raise ValueError(f"Expected the golden logits of {way.name} within {most} of PyTorch's, got {error:.6f}")


def card(
    folder: Path, checkpoint: Checkpoint, ways: list[Way], graphs: dict[str, list[str]], entries: list[dict]
) -> dict:
    config, about = checkpoint.config, checkpoint.about
    return {
        "name": config.name,
        "description": about.get("description", f"Late-interaction encoder, {config.layers} layers × {config.hidden}."),
        "method": "late-interaction",
        "abilities": ["embedTokens"],
        "languages": about.get("languages", ["en"]),
        "parameters": parameters(checkpoint.state),
        "template": {
            "query": template(config.cls, config.sep, "query"),
            "passage": template(config.cls, config.sep, "passage"),
        },
        "limits": {"query": config.query_limit, "passage": config.passage_limit},
        "exits": [{"depth": e.depth, "cosine": e.cosine, "maxsim": e.maxsim} for e in config.exits],
        "vectorBits": config.vector_bits,
        "tokenizer": file_reference(folder, "tokenizer.json"),
        "variants": [variant(folder, way, graphs[way.name]) for way in ways],
        "golden": entries,
        "licence": about.get("licence", "Apache-2.0"),
        "provenance": about.get("provenance", []),
    }


def parameters(state: dict[str, np.ndarray]) -> int:
    return sum(array.size for array in state.values())


def variant(folder: Path, way: Way, graphs: list[str]) -> dict:
    return {
        "device": way.device,
        "dtype": way.dtype,
        **({} if way.kind else {"runtime": "kernel"}),
        "graphs": [file_reference(folder, name) for name in graphs],
        "directory": file_reference(folder, "encoder.json"),
        "data": [file_reference(folder, "weights.bin")],
        "batching": "padded" if way.kind and way.kind.masked else "rows",
        "tolerance": way.tolerance,
    }
