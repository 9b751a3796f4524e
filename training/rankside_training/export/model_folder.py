"""Writes a model folder from a checkpoint: weights, graphs, tensor directory, tokenizer and card."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..graphs.encoder_graph import Kind, Source, segment_graph
from ..graphs.runtime import Exported
from ..network.checkpoint import Checkpoint
from ..network.config import before_of
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

PARITY = 1e-4  # largest difference of an fp32 graph's golden logit from PyTorch's over the same weights


@dataclass(frozen=True)
class Variant:
    """A variant of the card. Without a kind it is the variant of our own kernel, which has no graphs."""

    name: str
    device: str
    dtype: str
    tolerance: float  # of a golden logit
    kind: Kind | None = None


KERNEL = Variant("kernel", "wasm", "int8", 0.03)
KERNEL_WEBGPU = Variant("kernel-webgpu", "webgpu", "int8", 0.03)
WASM = Variant("wasm", "wasm", "int8", 0.03, Kind("int8", masked=False))
WASM_FP32 = Variant("wasm-fp32", "wasm", "fp32", 0.01, Kind("fp32", masked=False))
WEBGPU = Variant("webgpu", "webgpu", "fp32", 0.01, Kind("fp32", masked=True))


@dataclass(frozen=True)
class Samples:
    """`rows` of token ids for observing activations, and `golden` queries with passages."""

    rows: list[list[int]]
    golden: list[dict]


def write_model(
    folder: Path, checkpoint: Checkpoint, variants: list[Variant], quantization: Quantization, samples: Samples
) -> dict[str, float]:
    """Writes the folder and returns the largest differences of golden logits.

    They are those of each graph from PyTorch over the stored weights (`wasm`, …), and those of the stored weights from
    the checkpoint (`weights`). Raises ValueError where a graph differs by more than its variant allows.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config, texts = checkpoint.config, checkpoint.texts
    original = Reference(config, read_weights(checkpoint))
    store, inputs = pack(read_weights(checkpoint), config.layers, observe(original, samples.rows), quantization)
    expanded = expand(store.tensors, bytes(store.data), store.location)
    store.write(folder)
    write_directory(folder, directory(store, expanded, config))
    (folder / "tokenizer.json").write_text(stripped(checkpoint.tokenizer))
    graphs = {variant.name: write_graphs(folder, Source(config, expanded, inputs), variant) for variant in variants}
    scores = score_all(Reference(config, dequantized(expanded.arrays)), texts, config, samples.golden)
    errors = {"weights": largest_error(scores, score_all(original, texts, config, samples.golden))}
    for variant in variants:
        if variant.kind:
            exported = Exported([folder / name for name in graphs[variant.name]], config.depths, expanded)
            errors[variant.name] = largest_error(scores, score_all(exported, texts, config, samples.golden))
            expect_near(variant, errors[variant.name])
    write_card(folder, card(folder, checkpoint, variants, graphs, golden(samples.golden, scores)))
    return errors


def write_graphs(folder: Path, source: Source, variant: Variant) -> list[str]:
    """Writes one graph for each segment and returns their names."""
    if variant.kind is None:
        return []
    segments = range(1, len(source.config.depths) + 1)
    return [segment_graph(source, variant.kind, i).save(folder / f"{variant.name}.{i}.onnx").name for i in segments]


def expect_near(variant: Variant, error: float) -> None:
    """Raises ValueError where the golden logits of a variant are too far from those of PyTorch."""
    most = PARITY if variant.kind and variant.kind.dtype == "fp32" else variant.tolerance
    if not error <= most:
        raise ValueError(f"Expected the golden logits of {variant.name} within {most} of PyTorch's, got {error:.6f}")


def card(
    folder: Path, checkpoint: Checkpoint, variants: list[Variant], graphs: dict[str, list[str]], entries: list[dict]
) -> dict:
    """Returns the content of the card."""
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
            **({"before": before_of(config)} if before_of(config) else {}),
        },
        "limits": {"query": config.query_limit, "passage": config.passage_limit},
        "exits": [{"depth": e.depth, "cosine": e.cosine, "maxsim": e.maxsim} for e in config.exits],
        "vectorBits": config.vector_bits,
        "tokenizer": file_reference(folder, "tokenizer.json"),
        "variants": [variant_entry(folder, variant, graphs[variant.name]) for variant in variants],
        "golden": entries,
        "licence": about.get("licence", "Apache-2.0"),
        "provenance": about.get("provenance", []),
    }


def parameters(state: dict[str, np.ndarray]) -> int:
    """Returns the number of parameters."""
    return sum(array.size for array in state.values())


def variant_entry(folder: Path, variant: Variant, graphs: list[str]) -> dict:
    """Returns the card's entry for a variant."""
    return {
        "device": variant.device,
        "dtype": variant.dtype,
        **({} if variant.kind else {"runtime": "kernel"}),
        "graphs": [file_reference(folder, name) for name in graphs],
        "directory": file_reference(folder, "encoder.json"),
        "data": [file_reference(folder, "weights.bin")],
        "batching": "padded" if variant.kind and variant.kind.masked else "rows",
        "tolerance": variant.tolerance,
    }
