"""Makes the folder of `multi`: `python -m rankside_training.multilingual.export <checkpoint> <packages>`."""

import argparse
import json
from pathlib import Path

import torch

from ..data.pool import Pool
from ..export.__main__ import pool_rows
from ..export.model_folder import KERNEL, KERNEL_WEBGPU, Samples, write_model
from ..network.checkpoint import read_checkpoint
from ..quantization.quantize import Quantization
from ..settings import DATA, MODELS
from .provenance import notice
from .samples import snippets

GOLDEN = Path(__file__).parent / "golden_queries.json"
OF_POOL = 60  # rows of the pool whose activations are observed


def main() -> None:
    parser = argparse.ArgumentParser(description="Export multi")
    parser.add_argument("checkpoint", type=Path, help="folder that `multilingual` wrote")
    parser.add_argument("packages", type=Path, help="folder of unpacked Debian packages")
    parser.add_argument("--out", type=Path, default=MODELS / "multi")
    parser.add_argument("--int4", nargs="*", default=["word"], help="patterns of tensors to keep in four bits")
    parser.add_argument("--smoothing", type=float, default=Quantization.smoothing)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with train/")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    checkpoint = read_checkpoint(options.checkpoint)
    rows = pool_rows(Pool(options.data / "train"), checkpoint.texts)
    rows = rows[:: max(1, len(rows) // OF_POOL)] + checkpoint.texts.passages(snippets(options.packages, 2))
    quantization = Quantization(tuple(options.int4), options.smoothing)
    samples = Samples(rows, json.loads(GOLDEN.read_text()))
    errors = write_model(options.out, checkpoint, [KERNEL, KERNEL_WEBGPU], quantization, samples)
    (options.out / "NOTICE").write_text(notice())
    size = sum(path.stat().st_size for path in options.out.iterdir())
    print(f"{options.out}: {size / 1e6:.1f} MB; golden errors", {k: round(v, 5) for k, v in errors.items()})


if __name__ == "__main__":
    main()
