"""Makes a model folder from a checkpoint: `python -m rankside_training.export <checkpoint> --out <folder>`."""

import argparse
import json
from pathlib import Path

import torch

from ..data.pool import Pool
from ..network.checkpoint import read_checkpoint
from ..network.text import TextEncoder
from ..quantization.quantize import Quantization
from ..settings import DATA, GOLDEN, MODELS
from .model_folder import KERNEL, KERNEL_WEBGPU, WASM, Samples, write_model
from .notice import notice

PER_SOURCE = 8  # passages and queries whose activations are observed


def main() -> None:
    parser = argparse.ArgumentParser(description="Export a checkpoint")
    parser.add_argument("checkpoint", type=Path, help="folder with config.json, model.safetensors, tokenizer.json")
    parser.add_argument("--out", type=Path, help="default: public/models/<name>")
    parser.add_argument(
        "--int4", nargs="*", default=[], help="patterns of tensors to keep in four bits: word 'layers.*.up'"
    )
    parser.add_argument("--data", type=Path, default=DATA, help="folder with train/")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    checkpoint = read_checkpoint(options.checkpoint)
    out = options.out or MODELS / checkpoint.config.name
    samples = Samples(pool_rows(Pool(options.data / "train"), checkpoint.texts), json.loads(GOLDEN.read_text()))
    errors = write_model(out, checkpoint, [KERNEL, KERNEL_WEBGPU, WASM], Quantization(tuple(options.int4)), samples)
    (out / "NOTICE").write_text(notice(checkpoint.config.name, checkpoint.about.get("provenance", [])))
    print(
        f"{out}: {(out / 'weights.bin').stat().st_size / 1e6:.1f} MB; golden errors",
        {k: round(v, 5) for k, v in errors.items()},
    )


def pool_rows(pool: Pool, texts: TextEncoder) -> list[list[int]]:
    """Returns the token ids of passages and queries of every source."""
    passages = [text for source in pool.sources for text in pool.sample(source, PER_SOURCE)]
    queries = [pair.query for source in pool.sources for pair in pool.held_out(source, PER_SOURCE)]
    return texts.passages(passages) + [texts.query(query) for query in queries]


if __name__ == "__main__":
    main()
