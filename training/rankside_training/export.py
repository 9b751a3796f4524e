"""Writes `base`: `python -m rankside_training.export`."""

import argparse
import json
from pathlib import Path

import torch

from .card import file_reference, variant, write_card
from .components import components
from .golden import golden, largest_error, score_all
from .late_folder import WASM, WEBGPU, late_card, write_files
from .notice import ORIGIN, notice
from .pool import Pool
from .ranges import observe
from .reference import Reference
from .runtime import Exported
from .settings import BASE, DATA, MODELS
from .source import load_source

GRAPHS = {"wasm.onnx": WASM, "webgpu.onnx": WEBGPU}
VARIANTS = (  # graph, device, dtype, batching, tolerance
    ("encoder.json", "wasm", "int8", "rows", 0.03),
    ("wasm.onnx", "wasm", "int8", "rows", 0.03),
    ("webgpu.onnx", "webgpu", "fp32", "padded", 0.02),
)
PER_SOURCE = {"components": 40, "ranges": 8}  # passages


def main() -> None:
    parser = argparse.ArgumentParser(description="Export base")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with train/")
    parser.add_argument("--weights", type=Path, help="Hugging Face folder of all-MiniLM-L6-v2; default: the installed package")
    parser.add_argument("--out", type=Path, default=MODELS / BASE.name)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    export(Pool(options.data / "train"), options.weights, options.out)


def export(pool: Pool, weights: Path | None, out: Path) -> None:
    """Writes every file of the folder; the card still lacks its calibration."""
    model, texts = load_source(weights)
    plain = Reference(model, BASE)
    projection = components(plain, texts, pool, BASE.token_dim, PER_SOURCE["components"])
    sample = [text for source in pool.sources for text in pool.sample(source, PER_SOURCE["ranges"])]
    queries = [pair.query for source in pool.sources for pair in pool.held_out(source, PER_SOURCE["ranges"])]
    seen = observe(plain, texts.passages(sample) + [texts.query(query) for query in queries])
    write_files(out, BASE, model, texts, seen, projection, GRAPHS)
    (out / "NOTICE").write_text(notice())
    pairs = json.loads((Path(__file__).parent / "base_golden.json").read_text())
    entries = golden(Reference(model, BASE, projection), texts, BASE, pairs)
    parameters = sum(p.numel() for p in model.parameters()) + projection.size
    write_card(out, base_card(out, entries, parameters))
    for name in GRAPHS:
        print(name, "golden error", round(largest_error(entries, score_all(Exported(out / name), texts, BASE, pairs)), 5))


def base_card(out: Path, entries: list[dict], parameters: int) -> dict:
    return {
        "name": BASE.name,
        "description": "all-MiniLM-L6-v2 as a late-interaction encoder: 6 layers × 384, token vectors of 128 dimensions.",
        "parameters": parameters,
        "tokenizer": file_reference(out, "tokenizer.json"),
        "variants": [variant(out, *v) for v in VARIANTS],
        "golden": entries,
        "licence": "Apache-2.0",
        "provenance": ORIGIN,
        **late_card(BASE),
    }


if __name__ == "__main__":
    main()
