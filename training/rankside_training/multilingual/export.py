"""Makes the folder of `multi`: `python -m rankside_training.multilingual.export <checkpoint>`.

The released weights have four bits, so that the folder keeps them as they are: no input channel is scaled, which would
round them a second time.
"""

import argparse
import json
from pathlib import Path

import torch

from ..export.model_folder import KERNEL, KERNEL_WEBGPU, Samples, write_model
from ..network.checkpoint import read_checkpoint
from ..quantization.quantize import Quantization
from ..settings import MODELS, WORK
from .provenance import notice

GOLDEN = Path(__file__).parent / "golden_queries.json"
QUANTIZATION = Quantization(int4=("word", "layers.*"), smoothing=0)


def main() -> None:
    parser = argparse.ArgumentParser(description="Export multi")
    parser.add_argument("checkpoint", type=Path, nargs="?", default=WORK / "multi")
    parser.add_argument("--out", type=Path, default=MODELS / "multi")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    checkpoint = read_checkpoint(options.checkpoint)
    queries = json.loads(GOLDEN.read_text())
    rows = [checkpoint.texts.query(entry["query"]) for entry in queries]  # ranges of activations, which no graph reads
    errors = write_model(options.out, checkpoint, [KERNEL, KERNEL_WEBGPU], QUANTIZATION, Samples(rows, queries))
    (options.out / "NOTICE").write_text(notice())
    size = sum(path.stat().st_size for path in options.out.iterdir())
    print(f"{options.out}: {size / 1e6:.1f} MB; golden errors", {k: round(v, 5) for k, v in errors.items()})


if __name__ == "__main__":
    main()
