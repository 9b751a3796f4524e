"""Writes the folder: graph, tokenizer, and card with golden pairs of PyTorch over the stored weights."""

import shutil
from pathlib import Path

from transformers import AutoConfig

from ..export.card import file_reference, write_card
from . import cross
from .causal_folder import causal_folder
from .cross_folder import cross_folder
from .request import Made, Request

PARITY = 1e-3  # largest difference of a golden logit between onnxruntime and PyTorch
TOLERANCE = {"wasm": 0.005, "webgpu": 0.02}  # of a golden logit
ATTENTION_TOLERANCE = {"wasm": 0.0005, "webgpu": 0.002}  # of a golden logit that is a share of attention


def tailor(source: Path, out: Path, request: Request, queries: list[dict]) -> dict[str, float]:
    """Writes the folder and returns the graph's size in megabytes and its largest difference from the golden logits.

    Raises ValueError for an unknown architecture, or where the graph differs from PyTorch by more than PARITY.
    """
    out.mkdir(parents=True, exist_ok=True)
    architecture = AutoConfig.from_pretrained(source).architectures[0]
    shutil.copy(source / "tokenizer.json", out / "tokenizer.json")
    made = (
        cross_folder(source, out, request, queries)
        if architecture in cross.KNOWN
        else causal_folder(source, out, request, queries)
    )
    error = max(abs(a - b) for a, b in zip(made.expected, made.got))
    if error > PARITY:
        raise ValueError(f"Expected golden logits within {PARITY} of PyTorch's, got {error}")
    golden, logits = [], iter(made.expected)
    for entry in queries:
        golden.append(
            {
                "query": entry["query"],
                "passages": [{**p, "logits": [round(next(logits), 6)]} for p in entry["passages"]],
            }
        )
    write_card(out, {"name": request.name, **made.card, **common(out, request, made, golden)})
    return {"megabytes": round((out / "model.onnx").stat().st_size / 1e6, 3), "error": error}


def common(out: Path, request: Request, made: Made, golden: list[dict]) -> dict:
    """Returns the part of the card that is the same for all architectures."""
    graph, dtype = file_reference(out, "model.onnx"), {32: "fp32", 8: "int8", 4: "q4"}[request.bits]
    tolerances = ATTENTION_TOLERANCE if request.method == "in-context" else TOLERANCE
    variant = {"dtype": dtype, "graphs": [graph], "data": [], "batching": made.batching}
    return {
        "languages": ["*"],
        "tokenizer": file_reference(out, "tokenizer.json"),
        "variants": [{"device": device, **variant, "tolerance": tolerance} for device, tolerance in tolerances.items()],
        "golden": golden,
        "licence": request.licence,
        "provenance": [f"Made of {request.name} by training/tailor; its weights in {request.bits} bits."],
    }
